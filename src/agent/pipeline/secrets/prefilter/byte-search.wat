;; The search of byte-search.ts, sixteen bytes at a time. Assembled by `npm run assemble` into vector-program.ts.
;;
;; Memory, written by vector-search.ts:
;;       0  the nibbles of compile-seeds.ts: for each of the four places of a window, 16 bytes by the low half of a
;;          character and 16 by its high half, with a bit for every bucket of seeds
;;     128  the same for the characters of tokens: 16 bytes by the low half, 16 by the high half
;;    2048  a short text, between zeros
;;    4096  for each slot of seed-format.ts, whether a seed has it
;;   20736  a long text, between zeros
(module
  (memory (export "memory") 2)

  ;; The next window of a seed that begins in the text from $at to $end, or -1.
  (func (export "windowAt") (param $at i32) (param $end i32) (result i32)
    (local $low0 v128) (local $low1 v128) (local $low2 v128) (local $low3 v128)
    (local $high0 v128) (local $high1 v128) (local $high2 v128) (local $high3 v128)
    (local $chars v128) (local $buckets v128) (local $places i32) (local $place i32) (local $triple i32)
    (local.set $low0 (v128.load offset=0 (i32.const 0)))
    (local.set $high0 (v128.load offset=16 (i32.const 0)))
    (local.set $low1 (v128.load offset=32 (i32.const 0)))
    (local.set $high1 (v128.load offset=48 (i32.const 0)))
    (local.set $low2 (v128.load offset=64 (i32.const 0)))
    (local.set $high2 (v128.load offset=80 (i32.const 0)))
    (local.set $low3 (v128.load offset=96 (i32.const 0)))
    (local.set $high3 (v128.load offset=112 (i32.const 0)))
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
              (if
                (i32.load8_u offset=4096
                  (i32.shr_u (i32.mul (local.get $triple) (i32.const 0x9e3779b1)) (i32.const 18)))
                (then
                  (br_if $none (i32.ge_s (local.get $place) (local.get $end)))
                  (return (local.get $place))))
              (local.set $places (i32.and (local.get $places) (i32.sub (local.get $places) (i32.const 1))))
              (br_if $more (local.get $places)))))

        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (i32.const -1))

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

  ;; Whether the UTF-16 text from $at to $end has a character that spells another (plain-spelling.ts): one of % & + \,
  ;; a soft hyphen, or one beyond Latin-1 that is no punctuation (U+2010 to U+205F). Reads whole vectors.
  (func (export "hasSpelling") (param $at i32) (param $end i32) (result i32)
    (local $chars v128)
    (block $none
      (loop $next
        (br_if $none (i32.ge_s (local.get $at) (local.get $end)))
        (local.set $chars (v128.load (local.get $at)))
        (if
          (v128.any_true
            (v128.or
              (v128.and
                (i16x8.gt_u (local.get $chars) (v128.const i16x8 255 255 255 255 255 255 255 255))
                (i16x8.ge_u
                  (i16x8.sub (local.get $chars) (v128.const i16x8 0x2010 0x2010 0x2010 0x2010 0x2010 0x2010 0x2010 0x2010))
                  (v128.const i16x8 0x50 0x50 0x50 0x50 0x50 0x50 0x50 0x50)))
              (v128.or
                (v128.or
                  (i16x8.eq (local.get $chars) (v128.const i16x8 37 37 37 37 37 37 37 37))
                  (i16x8.eq (local.get $chars) (v128.const i16x8 38 38 38 38 38 38 38 38)))
                (v128.or
                  (i16x8.eq (local.get $chars) (v128.const i16x8 43 43 43 43 43 43 43 43))
                  (v128.or
                    (i16x8.eq (local.get $chars) (v128.const i16x8 92 92 92 92 92 92 92 92))
                    (i16x8.eq (local.get $chars) (v128.const i16x8 173 173 173 173 173 173 173 173)))))))
          (then (return (i32.const 1))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (i32.const 0)))
