import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readVariant } from "./variant.js";

// bytes by the examples of Parquet's VariantEncoding.md; dataframe.long.test.ts has Spark's own
const names = Uint8Array.of(0x01, 2, 0, 1, 3, 0x61, 0x62, 0x63);
const read = (...bytes: number[]) => readVariant(Uint8Array.from(bytes), names);

describe("a variant", () => {
  it("is an object, its names from the metadata, its fields where the offsets say", () => {
    // bc: 7, a: true; values in another order than the names
    assert.deepEqual(read(0x02, 2, 0, 1, 2, 0, 3, 0x0c, 7, 0x04), { a: true, bc: 7 });
  });

  it("is an array, also of more elements than a byte counts", () => {
    assert.deepEqual(read(0x03, 2, 0, 1, 2, 0x00, 0x08), [null, false]);
    assert.deepEqual(read(0x13, 1, 0, 0, 0, 0, 2, 0x05, 0x78), ["x"]);
  });

  it("is a decimal as a number where that has the same digits, else a string", () => {
    assert.equal(read(0x20, 2, 0x7e, 0, 0, 0), 1.26);
    assert.equal(read(0x20, 2, 0xe8, 3, 0, 0), 10);
    assert.equal(read(0x28, 0, ...Array(15).fill(0xff), 0x7f), "170141183460469231731687303715884105727");
    assert.equal(read(0x24, 1, ...Array(8).fill(0xff)), -0.1);
  });

  it("is a UUID, a time, or a moment in nanoseconds as their texts", () => {
    assert.equal(
      read(0x50, ...Array.from({ length: 16 }, (_, index) => index)),
      "00010203-0405-0607-0809-0a0b0c0d0e0f",
    );
    assert.equal(read(0x44, 0x40, 0x42, 0x0f, 0, 0, 0, 0, 0), "00:00:01");
    assert.equal(read(0x48, 1, 0, 0, 0, 0, 0, 0, 0), "1970-01-01T00:00:00.000000001Z");
    assert.equal(read(0x4c, 1, 0, 0, 0, 0, 0, 0, 0), "1970-01-01T00:00:00.000000001");
  });

  it("of a type that the encoding has not is refused", () => {
    assert.throws(() => read(0xfc), /expected a type of the variant encoding, got 63/);
  });
});
