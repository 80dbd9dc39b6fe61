import assert from "node:assert/strict";
import { test } from "node:test";
import { keepOpen } from "./keep-open.js";

/** Something that can be opened again and again, and what happened to it. */
function makeThing(delay = Promise.resolve()) {
  const events: string[] = [];
  let count = 0;
  const open = async () => {
    const number = ++count;
    events.push(`open ${number}`);
    await delay;
    let isOpen = true;
    const close = async () => {
      isOpen = false;
      events.push(`close ${number}`);
    };
    return { number, isOpen: () => isOpen, close };
  };
  return { events, open };
}

test("what is open by a name is given again, also to one who asks while it opens, and is closed at the end", async () => {
  const { events, open } = makeThing();
  const kept = keepOpen();
  const both = await Promise.all([kept.keep("a", open), kept.keep("a", open)]);
  assert.deepEqual(
    [...both, await kept.keep("a", open)].map(({ number }) => number),
    [1, 1, 1],
  );
  assert.equal((await kept.keep("b", open)).number, 2);
  await kept.close();
  assert.deepEqual(events, ["open 1", "open 2", "close 1", "close 2"]);
});

test("what has ended, or couldn't be opened, is opened anew", async () => {
  const { events, open } = makeThing();
  const kept = keepOpen();
  await assert.rejects(
    kept.keep("a", () => Promise.reject(new Error("no memory"))),
    /no memory/,
  );
  const first = await kept.keep("a", open);
  await first.close();
  assert.equal((await kept.keep("a", open)).number, 2);
  assert.deepEqual(events, ["open 1", "close 1", "open 2"]);
});

test("what is still being opened at the end is closed as well", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { events, open } = makeThing(promise);
  const kept = keepOpen();
  const opening = kept.keep("a", open);
  const closing = kept.close();
  resolve();
  await Promise.all([opening, closing]);
  assert.deepEqual(events, ["open 1", "close 1"]);
});
