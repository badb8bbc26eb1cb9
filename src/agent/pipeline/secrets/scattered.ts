/** Secrets that only show when several strings of one payload are seen together. */
import { isSecretUnder } from './sensitive-key.js';

const KEY_BEGIN = /BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const KEY_END = /END [A-Z0-9 ]{0,40}PRIVATE KEY/;
const KEY_LINE = /^[A-Za-z0-9+/=\s]{16,}$/;

/**
 * A private key in a list of lines or in several text items: what looks like its lines is hidden until its footer. And
 * strings in a list or object whose name has innocent uses (`tokens`): those that look generated are hidden.
 */
export class ScatteredSecrets {
  isActive = false;
  #isKeyOpen = false;
  #depth = 0;

  reset(): void {
    this.#isKeyOpen = false;
    this.#depth = 0;
    this.isActive = false;
  }

  enter(): void {
    this.#depth += 1;
    this.isActive = true;
  }

  leave(): void {
    this.#depth -= 1;
    this.isActive = this.#isKeyOpen || this.#depth > 0;
  }

  /** Every text in which there may be a secret. */
  see(text: string): void {
    if (KEY_END.test(text)) this.#isKeyOpen = false;
    else if (KEY_BEGIN.test(text)) this.#isKeyOpen = true;
    this.isActive = this.#isKeyOpen || this.#depth > 0;
  }

  isSecret(text: string): boolean {
    if (this.#depth > 0 && isSecretUnder('opaque', text)) return true;
    return this.#isKeyOpen && KEY_LINE.test(text);
  }
}
