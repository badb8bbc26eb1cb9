/** Secrets that only show when several strings of one payload are seen together. */
import { isSecretUnder } from './secret-reading.js';

const KEY_BEGIN = /BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const KEY_END = /END [A-Z0-9 ]{0,40}PRIVATE KEY/;
/** A JSON Web Token that goes on in the next text: fewer than three parts, up to the end. */
const TOKEN_BEGIN = /(?:^|[^\w.-])eyJ(?:hbGci|0eXAi|raWQi)[\w-]*(?:\.[\w-]*)?(?:\.[\w-]{0,40})?$/;
/** What such a token goes on with. Shorter texts (`text`, a type) may come in between. */
const TOKEN_REST = /^[\w-]*(?:\.[\w-]*){0,2}$/;
const MIN_REST = 16;
const MAX_TOKEN = 2048;
const KEY_LINE = /^[A-Za-z0-9+/=\s]{16,}$/;

/**
 * A private key in a list of lines or in several text items: what looks like its lines is hidden until its footer. And
 * strings in a list or object whose name has innocent uses (`tokens`): those that look generated are hidden.
 */
export class ScatteredSecrets {
  isActive = false;
  #isKeyOpen = false;
  #isTokenOpen = false;
  #depth = 0;

  reset(): void {
    this.#isKeyOpen = false;
    this.#isTokenOpen = false;
    this.#depth = 0;
    this.isActive = false;
  }

  enter(): void {
    this.#depth += 1;
    this.isActive = true;
  }

  leave(): void {
    this.#depth -= 1;
    this.isActive = this.#isKeyOpen || this.#isTokenOpen || this.#depth > 0;
  }

  /** Every text in which there may be a secret. */
  see(text: string): void {
    if (KEY_END.test(text)) this.#isKeyOpen = false;
    else if (KEY_BEGIN.test(text)) this.#isKeyOpen = true;
    this.#isTokenOpen = TOKEN_BEGIN.test(text.slice(-MAX_TOKEN));
    this.isActive = this.#isKeyOpen || this.#isTokenOpen || this.#depth > 0;
  }

  isSecret(text: string): boolean {
    if (this.#depth > 0 && isSecretUnder('opaque', text)) return true;
    if (this.#isTokenOpen && text.length >= MIN_REST) {
      this.#isTokenOpen = false;
      if (TOKEN_REST.test(text) && isSecretUnder('opaque', text)) return true;
    }
    return this.#isKeyOpen && KEY_LINE.test(text);
  }
}
