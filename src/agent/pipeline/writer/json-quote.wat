;; A text as the inside of a JSON string in UTF-8, as JSON.stringify has it, sixteen bytes at a time. Assembled by
;; `npm run assemble` into quote-program.ts.
;;
;; Memory, shared with byte-search.wat (vector/text-memory.ts): the text in Latin-1 from 65600 on, or in UTF-16 from 262272
;; on, then zeros; the JSON from 458944 on.
(module
  (import "text" "memory" (memory 9))

  ;; The text in Latin-1, up to $end. Returns where its JSON ends, or 0 when that would be beyond $last.
  (func (export "ofLatin") (param $end i32) (param $last i32) (result i32)
    (local $at i32) (local $out i32) (local $chars v128) (local $special i32)
    (local.set $at (i32.const 65600))
    (local.set $out (i32.const 458944))
    (loop $next
      (local.set $chars (v128.load (local.get $at)))
      (v128.store (local.get $out) (local.get $chars))
      (local.set $special
        (i8x16.bitmask
          (v128.or
            ;; Below a space, or beyond ASCII.
            (i8x16.lt_s (local.get $chars) (v128.const i32x4 0x20202020 0x20202020 0x20202020 0x20202020))
            (v128.or
              (i8x16.eq (local.get $chars) (v128.const i32x4 0x22222222 0x22222222 0x22222222 0x22222222))
              (i8x16.eq (local.get $chars) (v128.const i32x4 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c))))))
      (if (local.get $special)
        (then
          (local.set $special (i32.ctz (local.get $special)))
          (local.set $at (i32.add (local.get $at) (local.get $special)))
          (local.set $out (i32.add (local.get $out) (local.get $special)))
          ;; The zeros after the text end it.
          (if (i32.ge_u (local.get $at) (local.get $end))
            (then (return (select (local.get $out) (i32.const 0) (i32.le_u (local.get $out) (local.get $last))))))
          (local.set $out (call $put (i32.load8_u (local.get $at)) (local.get $out)))
          (local.set $at (i32.add (local.get $at) (i32.const 1))))
        (else
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (local.set $out (i32.add (local.get $out) (i32.const 16)))))
      (br_if $next (i32.le_u (local.get $out) (local.get $last))))
    (i32.const 0))

  ;; The same for a text in UTF-16.
  (func (export "ofWide") (param $end i32) (param $last i32) (result i32)
    (local $at i32) (local $out i32) (local $chars v128) (local $special i32) (local $unit i32) (local $low i32)
    (local.set $at (i32.const 262272))
    (local.set $out (i32.const 458944))
    (loop $next
      ;; Units beyond Latin-1 become 255 or 0, which are not copied either.
      (local.set $chars (i8x16.narrow_i16x8_u (v128.load (local.get $at)) (v128.load offset=16 (local.get $at))))
      (v128.store (local.get $out) (local.get $chars))
      (local.set $special
        (i8x16.bitmask
          (v128.or
            ;; Below a space, or beyond ASCII.
            (i8x16.lt_s (local.get $chars) (v128.const i32x4 0x20202020 0x20202020 0x20202020 0x20202020))
            (v128.or
              (i8x16.eq (local.get $chars) (v128.const i32x4 0x22222222 0x22222222 0x22222222 0x22222222))
              (i8x16.eq (local.get $chars) (v128.const i32x4 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c))))))
      (if (local.get $special)
        (then
          (local.set $special (i32.ctz (local.get $special)))
          (local.set $at (i32.add (local.get $at) (i32.shl (local.get $special) (i32.const 1))))
          (local.set $out (i32.add (local.get $out) (local.get $special)))
          (if (i32.ge_u (local.get $at) (local.get $end))
            (then (return (select (local.get $out) (i32.const 0) (i32.le_u (local.get $out) (local.get $last))))))
          (local.set $unit (i32.load16_u (local.get $at)))
          (local.set $at (i32.add (local.get $at) (i32.const 2)))
          ;; The first half of a surrogate pair, and the second.
          (if (i32.eq (i32.and (local.get $unit) (i32.const 0xfc00)) (i32.const 0xd800))
            (then
              (local.set $low (i32.load16_u (local.get $at)))
              (if (i32.eq (i32.and (local.get $low) (i32.const 0xfc00)) (i32.const 0xdc00))
                (then
                  (local.set $at (i32.add (local.get $at) (i32.const 2)))
                  (local.set $unit
                    (i32.add
                      (i32.add (i32.shl (local.get $unit) (i32.const 10)) (local.get $low))
                      (i32.const 0xfca02400)))))))
          (local.set $out (call $put (local.get $unit) (local.get $out))))
        (else
          (local.set $at (i32.add (local.get $at) (i32.const 32)))
          (local.set $out (i32.add (local.get $out) (i32.const 16)))))
      (br_if $next (i32.le_u (local.get $out) (local.get $last))))
    (i32.const 0))

  ;; One character that is not copied as it is. Returns where it ends.
  (func $put (param $code i32) (param $out i32) (result i32)
    (local $letter i32)
    (if (i32.lt_u (local.get $code) (i32.const 0x80))
      (then
        (local.set $letter (call $escapeLetter (local.get $code)))
        (if (i32.eqz (local.get $letter)) (then (return (call $putEscape (local.get $code) (local.get $out)))))
        (i32.store16 (local.get $out) (i32.or (i32.const 0x5c) (i32.shl (local.get $letter) (i32.const 8))))
        (return (i32.add (local.get $out) (i32.const 2)))))
    (if (i32.lt_u (local.get $code) (i32.const 0x800))
      (then
        (i32.store8 (local.get $out) (i32.or (i32.const 0xc0) (i32.shr_u (local.get $code) (i32.const 6))))
        (return (call $putRest (local.get $code) (i32.const 0) (i32.add (local.get $out) (i32.const 1))))))
    ;; Half of a surrogate pair.
    (if (i32.eq (i32.and (local.get $code) (i32.const 0xfffff800)) (i32.const 0xd800))
      (then (return (call $putEscape (local.get $code) (local.get $out)))))
    (if (i32.lt_u (local.get $code) (i32.const 0x10000))
      (then
        (i32.store8 (local.get $out) (i32.or (i32.const 0xe0) (i32.shr_u (local.get $code) (i32.const 12))))
        (return (call $putRest (local.get $code) (i32.const 6) (i32.add (local.get $out) (i32.const 1))))))
    (i32.store8 (local.get $out) (i32.or (i32.const 0xf0) (i32.shr_u (local.get $code) (i32.const 18))))
    (call $putRest (local.get $code) (i32.const 12) (i32.add (local.get $out) (i32.const 1))))

  ;; The other bytes of a character in UTF-8, the first of which has the six bits from $shift on.
  (func $putRest (param $code i32) (param $shift i32) (param $out i32) (result i32)
    (loop $next
      (i32.store8 (local.get $out)
        (i32.or (i32.const 0x80) (i32.and (i32.const 0x3f) (i32.shr_u (local.get $code) (local.get $shift)))))
      (local.set $out (i32.add (local.get $out) (i32.const 1)))
      (local.set $shift (i32.sub (local.get $shift) (i32.const 6)))
      (br_if $next (i32.ge_s (local.get $shift) (i32.const 0))))
    (local.get $out))

  ;; The letter after the backslash, or 0.
  (func $escapeLetter (param $code i32) (result i32)
    (if (i32.ge_u (local.get $code) (i32.const 0x20)) (then (return (local.get $code))))
    (if (i32.eq (local.get $code) (i32.const 8)) (then (return (i32.const 0x62))))
    (if (i32.eq (local.get $code) (i32.const 9)) (then (return (i32.const 0x74))))
    (if (i32.eq (local.get $code) (i32.const 10)) (then (return (i32.const 0x6e))))
    (if (i32.eq (local.get $code) (i32.const 12)) (then (return (i32.const 0x66))))
    (if (i32.eq (local.get $code) (i32.const 13)) (then (return (i32.const 0x72))))
    (i32.const 0))

  ;; \u and four hexadecimal digits.
  (func $putEscape (param $code i32) (param $out i32) (result i32)
    (local $shift i32) (local $digit i32)
    (i32.store16 (local.get $out) (i32.const 0x755c))
    (local.set $out (i32.add (local.get $out) (i32.const 2)))
    (local.set $shift (i32.const 12))
    (loop $next
      (local.set $digit (i32.and (i32.const 15) (i32.shr_u (local.get $code) (local.get $shift))))
      (i32.store8 (local.get $out)
        (i32.add (local.get $digit) (select (i32.const 48) (i32.const 87) (i32.lt_u (local.get $digit) (i32.const 10)))))
      (local.set $out (i32.add (local.get $out) (i32.const 1)))
      (local.set $shift (i32.sub (local.get $shift) (i32.const 4)))
      (br_if $next (i32.ge_s (local.get $shift) (i32.const 0))))
    (local.get $out)))
