import { type LimitedWriter, SendBudget } from '../../../src/api/live/limited-writer';

/** A writer at which so many bytes wait, of which so many will turn out to be sent. */
class FakeWriter {
  unsentBytes = 0;
  sentBytes = 0;
  isTerminated = false;

  constructor(private readonly budget: SendBudget) {}

  add(bytes: number): void {
    this.change(this.unsentBytes + bytes);
  }

  measure(): void {
    this.change(this.unsentBytes - this.sentBytes);
    this.sentBytes = 0;
  }

  terminate(): void {
    this.isTerminated = true;
    this.change(0);
  }

  private change(bytes: number): void {
    const before = this.unsentBytes;
    this.unsentBytes = bytes;
    this.budget.update(this as unknown as LimitedWriter, before, bytes);
  }
}

describe('SendBudget', () => {
  it('terminates the connections with the most of them until the rest is within the limit', () => {
    const budget = new SendBudget(100);
    const [small, large, larger] = [new FakeWriter(budget), new FakeWriter(budget), new FakeWriter(budget)];
    larger.add(50);
    large.add(40);
    small.add(10);
    expect([small, large, larger].map(({ isTerminated }) => isTerminated)).toEqual([false, false, false]);
    small.add(1);
    expect([small, large, larger].map(({ isTerminated }) => isTerminated)).toEqual([false, false, true]);
    small.add(60);
    expect([small, large].map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  });

  it('does not count bytes that have been sent since', () => {
    const budget = new SendBudget(100);
    const [slow, quick] = [new FakeWriter(budget), new FakeWriter(budget)];
    quick.add(90);
    quick.sentBytes = 90;
    slow.add(80);
    slow.add(20);
    expect([slow.isTerminated, quick.isTerminated, quick.unsentBytes]).toEqual([false, false, 0]);
  });
});
