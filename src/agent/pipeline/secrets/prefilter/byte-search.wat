;; The search of byte-search.ts, sixteen bytes at a time. Assembled by `npm run assemble` into vector-program.ts.
;;
;; Memory, written by vector-search.ts:
;;       0  the nibbles of compile-seeds.ts: for each of the four places of a window, 16 bytes by the low half of a
;;          character and 16 by its high half, with a bit for every bucket of seeds
;;     128  the same for the characters of tokens: 16 bytes by the low half, 16 by the high half
;;     256  for each code below 128, the classes that it is in, as bits
;;    2048  a short text, between zeros
;;    4096  for each slot of seed-format.ts, where its seeds begin in the next table, plus one; 0 when it has none
;;   36864  the seeds of the slots, two bytes each: the seed's number, and 0x8000 for the last of a slot
;;   40960  the seeds, 16 bytes each: group, characters before the window, number of elements, elements
;;   49152  the hashes of spelling-classes.ts, as bits
;;   50176  its pages by the high byte of a unit, then the pages
;;   65600  a long text in Latin-1, between zeros
;;  262272  the same in UTF-16, where it has other characters, between zeros
(module
  (import "text" "memory" (memory 9))

  ;; The groups, as bits, of the seeds in the text from $start to $end.
  (func (export "groupsIn") (param $start i32) (param $end i32) (result i32)
    (local $at i32) (local $found i32)
    (local $low0 v128) (local $low1 v128) (local $low2 v128) (local $low3 v128)
    (local $high0 v128) (local $high1 v128) (local $high2 v128) (local $high3 v128)
    (local $chars v128) (local $buckets v128) (local $places i32) (local $place i32) (local $triple i32)
    (local $pair i32)
    (local.set $low0 (v128.load offset=0 (i32.const 0)))
    (local.set $high0 (v128.load offset=16 (i32.const 0)))
    (local.set $low1 (v128.load offset=32 (i32.const 0)))
    (local.set $high1 (v128.load offset=48 (i32.const 0)))
    (local.set $low2 (v128.load offset=64 (i32.const 0)))
    (local.set $high2 (v128.load offset=80 (i32.const 0)))
    (local.set $low3 (v128.load offset=96 (i32.const 0)))
    (local.set $high3 (v128.load offset=112 (i32.const 0)))
    ;; The first character of a window may be any, so the first window may begin one before the text.
    (local.set $at (i32.sub (local.get $start) (i32.const 1)))
    (block $none
      (loop $next
        (br_if $none (i32.ge_s (local.get $at) (local.get $end)))

        ;; The buckets that have all four characters of the window at each of sixteen places.
        (local.set $chars (v128.load offset=0 (local.get $at)))
        (local.set $buckets (v128.and
          (i8x16.swizzle (local.get $low0) (v128.and (local.get $chars) (v128.const i32x4 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f)))
          (i8x16.swizzle (local.get $high0) (i8x16.shr_u (local.get $chars) (i32.const 4)))))
        (local.set $chars (v128.load offset=1 (local.get $at)))
        (local.set $buckets (v128.and (local.get $buckets) (v128.and
          (i8x16.swizzle (local.get $low1) (v128.and (local.get $chars) (v128.const i32x4 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f)))
          (i8x16.swizzle (local.get $high1) (i8x16.shr_u (local.get $chars) (i32.const 4))))))
        (local.set $chars (v128.load offset=2 (local.get $at)))
        (local.set $buckets (v128.and (local.get $buckets) (v128.and
          (i8x16.swizzle (local.get $low2) (v128.and (local.get $chars) (v128.const i32x4 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f)))
          (i8x16.swizzle (local.get $high2) (i8x16.shr_u (local.get $chars) (i32.const 4))))))
        (local.set $chars (v128.load offset=3 (local.get $at)))
        (local.set $buckets (v128.and (local.get $buckets) (v128.and
          (i8x16.swizzle (local.get $low3) (v128.and (local.get $chars) (v128.const i32x4 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f)))
          (i8x16.swizzle (local.get $high3) (i8x16.shr_u (local.get $chars) (i32.const 4))))))

        (if (v128.any_true (local.get $buckets))
          (then
            (local.set $places (i8x16.bitmask (i8x16.ne (local.get $buckets) (v128.const i32x4 0 0 0 0))))
            (loop $more
              (local.set $place (i32.add (local.get $at) (i32.ctz (local.get $places))))
              ;; The last three characters, folded and hashed as in seed-format.ts. 255 for each byte beyond ASCII:
              (local.set $triple (i32.shr_u (i32.load (local.get $place)) (i32.const 8)))
              (local.set $triple
                (i32.or (i32.const 0x202020)
                  (i32.and (local.get $triple)
                    (i32.xor (i32.const -1)
                      (i32.mul (i32.const 255)
                        (i32.and (i32.const 0x010101) (i32.shr_u (local.get $triple) (i32.const 7))))))))
              (local.set $pair
                (i32.load16_u offset=4096
                  (i32.shl (i32.shr_u (i32.mul (local.get $triple) (i32.const 0x9e3779b1)) (i32.const 18)) (i32.const 1))))
              (if (local.get $pair)
                (then
                  (br_if $none (i32.ge_s (local.get $place) (local.get $end)))
                  (local.set $found (i32.or (local.get $found) (call $groupsAt (local.get $place) (local.get $pair))))))
              (local.set $places (i32.and (local.get $places) (i32.sub (local.get $places) (i32.const 1))))
              (br_if $more (local.get $places)))))

        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.get $found))

  ;; The groups of the seeds from $pair on, in the table at 36864, whose window begins at $place.
  (func $groupsAt (param $place i32) (param $pair i32) (result i32)
    (local $entry i32) (local $seed i32) (local $found i32)
    (loop $next
      (local.set $entry (i32.load16_u offset=36862 (i32.shl (local.get $pair) (i32.const 1))))
      (local.set $seed (i32.shl (i32.and (local.get $entry) (i32.const 0x7fff)) (i32.const 4)))
      (if (call $isSeedAt (i32.sub (local.get $place) (i32.load8_u offset=40961 (local.get $seed))) (local.get $seed))
        (then
          (local.set $found
            (i32.or (local.get $found) (i32.shl (i32.const 1) (i32.load8_u offset=40960 (local.get $seed)))))))
      (local.set $pair (i32.add (local.get $pair) (i32.const 1)))
      (br_if $next (i32.eqz (i32.and (local.get $entry) (i32.const 0x8000)))))
    (local.get $found))

  ;; Whether the seed at $seed stands at $at. Beyond the text there are zeros.
  (func $isSeedAt (param $at i32) (param $seed i32) (result i32)
    (local $last i32) (local $code i32) (local $element i32)
    (local.set $last (i32.add (local.get $seed) (i32.load8_u offset=40962 (local.get $seed))))
    (loop $next
      (local.set $code (i32.load8_u (local.get $at)))
      (if (i32.gt_u (local.get $code) (i32.const 127)) (then (local.set $code (i32.const 0))))
      (local.set $element (i32.load8_u offset=40963 (local.get $seed)))
      (if (i32.lt_u (local.get $element) (i32.const 128))
        (then
          (if (i32.ne (i32.or (local.get $code) (i32.const 32)) (local.get $element)) (then (return (i32.const 0)))))
        (else
          (if
            (i32.eqz
              (i32.and
                (i32.shr_u
                  (i32.load offset=256 (i32.shl (local.get $code) (i32.const 2)))
                  (i32.sub (local.get $element) (i32.const 128)))
                (i32.const 1)))
            (then (return (i32.const 0))))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $seed (i32.add (local.get $seed) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $seed) (local.get $last))))
    (i32.const 1))

  ;; Where the next thirteen characters of tokens in a row begin, or -1. Reads 16 zeros after $end.
  (func (export "runAt") (param $at i32) (param $end i32) (result i32)
    (local $low v128) (local $high v128) (local $chars v128) (local $places i32) (local $runs i32)
    (local.set $low (v128.load offset=128 (i32.const 0)))
    (local.set $high (v128.load offset=144 (i32.const 0)))
    (block $none
      (loop $next
        (br_if $none (i32.ge_s (local.get $at) (i32.add (local.get $end) (i32.const 16))))
        ;; A bit for each of the last 32 places, the first one the lowest.
        (local.set $chars (v128.load (local.get $at)))
        (local.set $places
          (i32.or
            (i32.shr_u (local.get $places) (i32.const 16))
            (i32.shl
              (i8x16.bitmask
                (i8x16.ne
                  (v128.and
                    (i8x16.swizzle (local.get $low) (v128.and (local.get $chars) (v128.const i32x4 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f 0x0f0f0f0f)))
                    (i8x16.swizzle (local.get $high) (i8x16.shr_u (local.get $chars) (i32.const 4))))
                  (v128.const i32x4 0 0 0 0)))
              (i32.const 16))))
        ;; Where 2, 4, 8 and 13 of them follow each other.
        (local.set $runs (i32.and (local.get $places) (i32.shr_u (local.get $places) (i32.const 1))))
        (local.set $runs (i32.and (local.get $runs) (i32.shr_u (local.get $runs) (i32.const 2))))
        (local.set $runs (i32.and (local.get $runs) (i32.shr_u (local.get $runs) (i32.const 4))))
        (local.set $runs (i32.and (local.get $runs) (i32.shr_u (local.get $runs) (i32.const 5))))
        (if (local.get $runs)
          (then
            (return (i32.add (i32.sub (local.get $at) (i32.const 16)) (i32.ctz (local.get $runs))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (i32.const -1))

  ;; The signs in the text that was narrowed last, all vectors together: see hasSign.
  (global $signs (mut v128) (v128.const i32x4 0 0 0 0))

  ;; The low bytes of the UTF-16 text from 262272 to $end, from 65600 on, and zeros after them. Returns where they end.
  (func (export "narrow") (param $end i32) (result i32)
    (local $at i32) (local $out i32) (local $one v128) (local $two v128) (local $chars v128) (local $signs v128)
    (local.set $at (i32.const 262272))
    (local.set $out (i32.const 65600))
    (loop $next
      (local.set $one (v128.load (local.get $at)))
      (local.set $two (v128.load offset=16 (local.get $at)))
      (v128.store (local.get $out)
        (i8x16.narrow_i16x8_u
          (v128.and (local.get $one) (v128.const i32x4 0x00ff00ff 0x00ff00ff 0x00ff00ff 0x00ff00ff))
          (v128.and (local.get $two) (v128.const i32x4 0x00ff00ff 0x00ff00ff 0x00ff00ff 0x00ff00ff))))
      ;; Units beyond Latin-1 become 255 or 0 here, which are no signs.
      (local.set $chars (i8x16.narrow_i16x8_u (local.get $one) (local.get $two)))
      (local.set $signs
        (v128.or
          (v128.or
            (v128.or
              (local.get $signs)
              (i8x16.eq (local.get $chars) (v128.const i32x4 0x25252525 0x25252525 0x25252525 0x25252525)))
            (v128.or
              (i8x16.eq (local.get $chars) (v128.const i32x4 0x26262626 0x26262626 0x26262626 0x26262626))
              (i8x16.eq (local.get $chars) (v128.const i32x4 0x2b2b2b2b 0x2b2b2b2b 0x2b2b2b2b 0x2b2b2b2b))))
          (v128.or
            (i8x16.eq (local.get $chars) (v128.const i32x4 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c))
            (v128.or
              (i8x16.eq (local.get $chars) (v128.const i32x4 0x1b1b1b1b 0x1b1b1b1b 0x1b1b1b1b 0x1b1b1b1b))
              (i8x16.eq (local.get $chars) (v128.const i32x4 0xadadadad 0xadadadad 0xadadadad 0xadadadad))))))
      (local.set $at (i32.add (local.get $at) (i32.const 32)))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (global.set $signs (local.get $signs))
    (local.set $out (i32.add (i32.const 65600) (i32.shr_u (i32.sub (local.get $end) (i32.const 262272)) (i32.const 1))))
    (v128.store (local.get $out) (v128.const i32x4 0 0 0 0))
    (v128.store offset=16 (local.get $out) (v128.const i32x4 0 0 0 0))
    (v128.store offset=32 (local.get $out) (v128.const i32x4 0 0 0 0))
    (local.get $out))

  ;; Whether the text that was narrowed last has one of the signs with which Latin-1 may spell a character, or nothing:
  ;; % & + \ an escape and a soft hyphen.
  (func (export "hasSign") (result i32)
    (v128.any_true (global.get $signs)))

  ;; The next unit beyond Latin-1, of the UTF-16 text from $at to $end, at which something may be spelled, or -1. Reads
  ;; two vectors at a time.
  (func (export "wideAt") (param $at i32) (param $end i32) (result i32)
    (local $one v128) (local $two v128) (local $wide i32) (local $place i32)
    (block $none
      (loop $next
        (br_if $none (i32.ge_s (local.get $at) (local.get $end)))
        (local.set $one (v128.load (local.get $at)))
        (local.set $two (v128.load offset=16 (local.get $at)))
        (if
          (v128.any_true
            (v128.and
              (v128.or (local.get $one) (local.get $two))
              (v128.const i32x4 0xff00ff00 0xff00ff00 0xff00ff00 0xff00ff00)))
          (then
            (local.set $wide
              (i8x16.bitmask
                (i8x16.ne
                  (i8x16.narrow_i16x8_u
                    (i16x8.shr_u (local.get $one) (i32.const 8))
                    (i16x8.shr_u (local.get $two) (i32.const 8)))
                  (v128.const i32x4 0 0 0 0))))
            (loop $more
              (local.set $place (i32.add (local.get $at) (i32.shl (i32.ctz (local.get $wide)) (i32.const 1))))
              (if (call $isSpelledAt (local.get $place) (call $classOf (i32.load16_u (local.get $place))))
                (then (return (local.get $place))))
              (local.set $wide (i32.and (local.get $wide) (i32.sub (local.get $wide) (i32.const 1))))
              (br_if $more (local.get $wide)))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br $next)))
    (i32.const -1))

  (func $classOf (param $unit i32) (result i32)
    (i32.load8_u offset=50432
      (i32.or
        (i32.shl (i32.load8_u offset=50176 (i32.shr_u (local.get $unit) (i32.const 8))) (i32.const 8))
        (i32.and (local.get $unit) (i32.const 255)))))

  ;; Whether something may be spelled around the unit at $place, which has $class.
  (func $isSpelledAt (param $place i32) (param $class i32) (result i32)
    (local $before i32) (local $unit i32) (local $after i32)
    (if (i32.eqz (local.get $class)) (then (return (i32.const 0))))
    (if (i32.and (local.get $class) (i32.const 1)) (then (return (i32.const 1))))
    (local.set $before (i32.load16_u (i32.sub (local.get $place) (i32.const 2))))
    (local.set $unit (i32.load16_u (local.get $place)))
    (local.set $after (i32.load16_u offset=2 (local.get $place)))
    ;; A letter that looks like one of ASCII, beside one of ASCII; a mark over one of ASCII.
    (if (i32.and (local.get $class) (i32.const 6))
      (then (if (call $isLetter (local.get $before)) (then (return (i32.const 1))))))
    (if (i32.and (local.get $class) (i32.const 2))
      (then (if (call $isLetter (local.get $after)) (then (return (i32.const 1))))))
    ;; Mathematical letters.
    (if (i32.and (local.get $class) (i32.const 8))
      (then
        (if (i32.eq (i32.and (local.get $after) (i32.const 0xfc00)) (i32.const 0xdc00)) (then (return (i32.const 1))))))
    ;; The beginnings of words in other scripts.
    (if (i32.and (local.get $class) (i32.const 16))
      (then
        (if (call $hasHash (local.get $unit) (local.get $after) (i32.load16_u offset=4 (local.get $place)))
          (then (return (i32.const 1))))))
    (if (i32.and (local.get $class) (i32.const 32))
      (then
        (if (call $hasHash (local.get $before) (local.get $unit) (local.get $after)) (then (return (i32.const 1))))))
    (if (i32.and (local.get $class) (i32.const 64))
      (then
        (if
          (call $hasHash
            (i32.load16_u (i32.sub (local.get $place) (i32.const 4))) (local.get $before) (local.get $unit))
          (then (return (i32.const 1))))))
    (if (i32.and (local.get $class) (i32.const 128))
      (then (return (call $hasHash (local.get $unit) (local.get $after) (i32.const 0)))))
    (i32.const 0))

  (func $isLetter (param $unit i32) (result i32)
    (i32.lt_u
      (i32.sub (i32.or (local.get $unit) (i32.const 32)) (i32.const 97))
      (i32.const 26)))

  (func $hasHash (param $one i32) (param $two i32) (param $three i32) (result i32)
    (local $hash i32)
    (local.set $hash
      (i32.shr_u
        (i32.xor
          (i32.xor
            (i32.mul (local.get $one) (i32.const 0x9e3779b1))
            (i32.mul (local.get $two) (i32.const 0x85ebca77)))
          (i32.mul (local.get $three) (i32.const 0xc2b2ae3d)))
        (i32.const 19)))
    (i32.and
      (i32.shr_u
        (i32.load8_u offset=49152 (i32.shr_u (local.get $hash) (i32.const 3)))
        (i32.and (local.get $hash) (i32.const 7)))
      (i32.const 1))))
