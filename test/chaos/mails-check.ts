import type { Data } from '../support/client';
import { listExports } from './checks';
import type { Findings } from './findings';
import type { Arrival } from './post';
import type { Site } from './site';

/**
 * A mail whose sender was killed is held for a minute from being taken up, which may be long before it comes: an
 * attempt lasts half of that at most.
 */
const heldMs = 30_000;

const kinds: Record<string, RegExp> = {
  requested: / was requested$/,
  completed: / is ready$/,
  failed: / did not work$/,
};

/**
 * Of each export exactly the mails that are due, each under one Message-ID. One may come again under that when its
 * sender was killed, but not before its time.
 */
export async function checkMails(site: Site, findings: Findings): Promise<void> {
  const byId = new Map<string, Arrival[]>();
  for (const arrival of site.post.arrivals)
    byId.set(arrival.mail.messageId, [...(byId.get(arrival.mail.messageId) ?? []), arrival]);
  const notices: Data[] = await site.query('SELECT messageKey, state, attempt, leaseOwner, leaseUntil FROM notices');
  const noticeOf = new Map(notices.map((notice) => [`<${notice.messageKey}@tallyport.test>`, notice]));

  for (const { messageKey, state, leaseOwner, leaseUntil } of notices) {
    if (state !== 'SENT' || leaseOwner !== null || leaseUntil !== null)
      findings.differ(`the mail ${messageKey} is ${state}, held by ${leaseOwner}`);
    if (!byId.has(`<${messageKey}@tallyport.test>`)) findings.differ(`the mail ${messageKey} never came`);
  }
  const told = new Map<string, number>();
  for (const [messageId, [first, ...again]] of byId) {
    const { subject, text } = first!.mail;
    const exportId = /\/exports\/(\d+)/.exec(text)?.[1];
    const kind = Object.keys(kinds).find((one) => kinds[one]!.test(subject));
    told.set(`${exportId} ${kind}`, (told.get(`${exportId} ${kind}`) ?? 0) + 1);
    findings.count('mails', 'by Message-ID');
    if (again.length > 0) findings.count('mails', 'that came again because their sender was killed', again.length);
    const { attempt } = noticeOf.get(messageId) ?? { attempt: 0 };
    if (again.length + 1 > attempt)
      findings.differ(`the mail ${messageId} came ${again.length + 1} times, sent ${attempt} times`);
    for (const [index, { atMs, mail }] of again.entries()) {
      const afterMs = atMs - (again[index - 1] ?? first!).atMs;
      if (afterMs < heldMs) findings.differ(`the mail ${messageId} came again after ${Math.round(afterMs)} ms`);
      if (mail.subject !== subject || mail.text !== text || mail.to !== first!.mail.to)
        findings.differ(`the mail ${messageId} came again with other words`);
    }
  }
  for (const { id, dataset, state } of await listExports(site)) {
    const due: Record<string, number> = {
      requested: dataset === 'ORGANIZATION' ? 1 : 0,
      completed: state === 'COMPLETED' ? 1 : 0,
      failed: state === 'FAILED' ? 1 : 0,
    };
    for (const kind of Object.keys(kinds)) {
      const count = told.get(`${id} ${kind}`) ?? 0;
      if (count !== due[kind])
        findings.differ(`export ${id} (${dataset}, ${state}): ${count} mails that say it was ${kind}`);
      told.delete(`${id} ${kind}`);
    }
  }
  for (const [of, count] of told) findings.differ(`${count} mails of what does not exist: ${of}`);
}
