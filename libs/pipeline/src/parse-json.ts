/**
 * Parses a file that a person wrote.
 * @throws Error that says what JSON.parse found
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`it must be JSON, got ${(error as Error).message}`, { cause: error });
  }
}
