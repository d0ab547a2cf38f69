import { type RawAnswer, rawRequest } from './raw-http';

const maxSteps = 20;

/** A browser without scripts: it keeps the cookies of each host, follows redirects, and sends forms. */
export class PageVisitor {
  /** By host and name. */
  readonly cookies = new Map<string, Map<string, string>>();
  /** The URLs that it opened, with those it was redirected to. */
  readonly visited: string[] = [];

  constructor(private readonly language?: string) {}

  /** Opens a URL and follows where it leads, unless `isEnd` says that it goes no further than the next URL. */
  async open(url: string, isEnd: (next: string) => boolean = () => false): Promise<RawAnswer> {
    return this.follow(url, await this.send(url), isEnd);
  }

  /** Sends the first form of a page that has a button with this text. */
  async press(pageUrl: string, { text }: RawAnswer, button: string, isEnd?: (next: string) => boolean) {
    const form = text.match(/<form .*?<\/form>/gs)?.find((each) => each.includes(button));
    if (!form) throw new Error(`no button "${button}" in ${text}`);
    const [, action] = /action="([^"]*)"/.exec(form)!;
    return this.submit(new URL(unescaped(action!), pageUrl).href, {}, isEnd);
  }

  async submit(
    url: string,
    fields: Record<string, string>,
    isEnd: (next: string) => boolean = () => false,
    origin = new URL(url).origin,
  ): Promise<RawAnswer> {
    const sent = await this.send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
      body: new URLSearchParams(fields).toString(),
    });
    return this.follow(url, sent, isEnd);
  }

  private async follow(url: string, answer: RawAnswer, isEnd: (next: string) => boolean): Promise<RawAnswer> {
    for (let step = 0; step < maxSteps; step++) {
      const target = answer.headers.location ?? /^0; url=(.*)$/.exec(String(answer.headers.refresh ?? ''))?.[1];
      if (target === undefined) return answer;
      url = new URL(String(target), url).href;
      if (isEnd(url)) {
        this.visited.push(url);
        return answer;
      }
      answer = await this.send(url);
    }
    throw new Error(`more than ${maxSteps} redirects: ${this.visited.join(' ')}`);
  }

  private async send(url: string, { headers = {}, ...options }: Parameters<typeof rawRequest>[2] = {}) {
    this.visited.push(url);
    const { host, pathname, search } = new URL(url);
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await rawRequest(url, pathname + search, {
      ...options,
      headers: {
        accept: 'text/html',
        ...(this.language !== undefined && { 'accept-language': this.language }),
        ...headers,
        ...(cookie && { cookie }),
      },
    });
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name!);
      else jar.set(name!, value!);
    }
    return answer;
  }
}

const unescaped = (html: string): string => html.replaceAll('&amp;', '&').replaceAll('&quot;', '"');
