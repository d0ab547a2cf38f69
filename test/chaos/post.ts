import { setTimeout as sleep } from 'node:timers/promises';
import { type ReceivedMail, TestMailServer } from '../support/clients/mails';
import { News } from './news';

export interface Arrival {
  readonly mail: ReceivedMail;
  readonly atMs: number;
}

/** The mail server. It responds slowly, so that a sender can be killed while it waits. */
export class Post {
  readonly arrivals: Arrival[] = [];
  private readonly unanswered = new Set<ReceivedMail>();
  private readonly server = new TestMailServer();
  private readonly came = new News<ReceivedMail>();

  async start(random: () => number): Promise<this> {
    this.server.answers = {
      mail: async (mail) => {
        this.arrivals.push({ mail, atMs: performance.now() });
        this.unanswered.add(mail);
        this.came.notify(mail);
        await sleep(random() * 80);
        this.unanswered.delete(mail);
        return null;
      },
    };
    await this.server.start();
    return this;
  }

  /** Settings of a process whose mails can be distinguished from those sent by others. */
  settingsOf(sender: string): Record<string, string> {
    return { SMTP_URL: this.server.url, MAIL_FROM: `Tallyport <${sender.replace(' ', '-')}@tallyport.test>` };
  }

  unansweredFrom(sender: string): number {
    return [...this.unanswered].filter((mail) => isFrom(sender, mail)).length;
  }

  /** Resolves to whether a mail from this sender arrived before the time is up. */
  nextFrom(sender: string, maxMs: number): Promise<boolean> {
    return this.came.next(maxMs, (mail) => isFrom(sender, mail));
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

const isFrom = (sender: string, { from }: ReceivedMail): boolean => from.includes(`<${sender.replace(' ', '-')}@`);
