import { createReadStream } from 'node:fs';

/** Reads a file, and at most one byte more than `max`; `undefined` if it has more. What is no regular file has no size. */
export async function readAtMost(file: string, max: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file, { end: max })) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return bytes.length > max ? undefined : bytes;
}
