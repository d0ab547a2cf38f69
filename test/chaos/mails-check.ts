import type { Data } from '../support/clients/client';
import { listExports } from './checks';
import type { Findings } from './findings';
import { listImports } from './imports-check';
import type { Arrival } from './post';
import type { Site } from './site';

/**
 * The lease of a mail lasts a minute from its claim, which may be long before its arrival: an
 * attempt lasts at most half of that.
 */
const heldMs = 30_000;

const kinds: Record<string, RegExp> = {
  requested: / was requested$/,
  completed: / is ready$/,
  failed: / failed$/,
  applied: / is applied$/,
  'not applied': / did not work$/,
};

/**
 * Checks that each export and import sent exactly its mails, each with one Message-ID. A mail may be repeated with it if its
 * sender was killed, but not before the lease expired.
 */
export async function checkMails(site: Site, findings: Findings): Promise<void> {
  const byId = new Map<string, Arrival[]>();
  for (const arrival of site.post.arrivals)
    byId.set(arrival.mail.messageId, [...(byId.get(arrival.mail.messageId) ?? []), arrival]);
  const notices: Data[] = await site.query('SELECT messageKey, state, attempt, leaseOwner, leaseUntil FROM notices');
  const noticeOf = new Map(notices.map((notice) => [`<${notice.messageKey}@tallyport.test>`, notice]));

  for (const { messageKey, state, leaseOwner, leaseUntil } of notices) {
    if (state !== 'SENT' || leaseOwner !== null || leaseUntil !== null)
      findings.differ(`the mail ${messageKey} is ${state}, leased by ${leaseOwner}`);
    if (!byId.has(`<${messageKey}@tallyport.test>`)) findings.differ(`the mail ${messageKey} never arrived`);
  }
  const mailCounts = new Map<string, number>();
  for (const [messageId, [first, ...again]] of byId) {
    const { subject, text } = first!.mail;
    const [, page, id] = /\/(exports|imports)\/(\d+)/.exec(text) ?? [];
    const kind = Object.keys(kinds).find((one) => kinds[one]!.test(subject));
    const mail = `${page} ${id} ${kind}`;
    mailCounts.set(mail, (mailCounts.get(mail) ?? 0) + 1);
    findings.count('mails', 'by Message-ID');
    if (again.length > 0) findings.count('mails', 'that were repeated because their sender was killed', again.length);
    const { attempt } = noticeOf.get(messageId) ?? { attempt: 0 };
    if (again.length + 1 > attempt)
      findings.differ(`the mail ${messageId} arrived ${again.length + 1} times and was sent ${attempt} times`);
    for (const [index, { atMs, mail }] of again.entries()) {
      const afterMs = atMs - (again[index - 1] ?? first!).atMs;
      if (afterMs < heldMs) findings.differ(`the mail ${messageId} was repeated after ${Math.round(afterMs)} ms`);
      if (mail.subject !== subject || mail.text !== text || mail.to !== first!.mail.to)
        findings.differ(`the mail ${messageId} was repeated with a different text`);
    }
  }
  const check = (page: string, what: string, due: Readonly<Record<string, number>>): void => {
    for (const [kind, expected] of Object.entries(due)) {
      const count = mailCounts.get(`${page} ${kind}`) ?? 0;
      if (count !== expected) findings.differ(`${what}: ${count} mails that say it was ${kind}`);
      mailCounts.delete(`${page} ${kind}`);
    }
  };
  for (const { id, dataset, state } of await listExports(site)) {
    const due: Record<string, number> = {
      requested: dataset === 'ORGANIZATION' ? 1 : 0,
      completed: state === 'COMPLETED' ? 1 : 0,
      failed: state === 'FAILED' ? 1 : 0,
    };
    check(`exports ${id}`, `export ${id} (${dataset}, ${state})`, due);
  }
  for (const { id, dataset, state } of await listImports(site))
    check(`imports ${id}`, `import ${id} (${dataset}, ${state})`, {
      applied: Number(state === 'COMPLETED'),
      'not applied': Number(state === 'FAILED'),
    });
  for (const [of, count] of mailCounts) findings.differ(`${count} mails of what does not exist: ${of}`);
}
