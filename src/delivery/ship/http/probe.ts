/** Asks an address once whether it would take something: for messages to a person, who wants to know what it says. */
import { describeFailure, OF_OTLP } from './failures.js';
import { openPost } from './open-post.js';
import type { OpenPostOptions } from './post.js';

export interface ProbeOptions extends OpenPostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export type ProbeResult =
  | { readonly kind: 'answered'; readonly code: number; readonly text: string }
  | { readonly kind: 'failed'; readonly why: string };

/** Never rejects. */
export async function probe({ headers, body, ...options }: ProbeOptions): Promise<ProbeResult> {
  try {
    const post = await openPost(options);
    try {
      const { code, body: answer } = await post.send(body, headers);
      return { kind: 'answered', code, text: answer.toString('utf8') };
    } finally {
      post.close();
    }
  } catch (error) {
    return { kind: 'failed', why: describeFailure(error, options.tls && OF_OTLP).why };
  }
}
