//! Whether a point lies on one of the NIST curves: y² = x³ - 3x + b, modulo the prime of the field (SP 800-186 section 3.2.1).
//!
//! Not every provider can be asked that of a key without a signature by it, so it is computed here, once for all of them.
//! A public key is no secret: nothing here takes the same time for each.

use super::public_key::NamedCurve;

/// A field whose numbers have this many limbs, the least significant first, and what Montgomery's multiplication needs: its
/// radix R is 2 to the power of the bits of all limbs.
struct Curve<const LIMBS: usize> {
    prime: [u64; LIMBS],
    /// -1/prime modulo 2^64.
    inverse: u64,
    /// R², modulo the prime.
    radix_squared: [u64; LIMBS],
    /// b/R, modulo the prime.
    b: [u64; LIMBS],
}

const ONES: u64 = u64::MAX;

const P256: Curve<4> = Curve {
    prime: [ONES, 0xffff_ffff, 0, 0xffff_ffff_0000_0001],
    inverse: 1,
    radix_squared: [3, 0xffff_fffb_ffff_ffff, 0xffff_ffff_ffff_fffe, 0x0004_ffff_fffd],
    b: [0x5b66_4d72_3897_434f, 0x5ac8_124d_12f3_e1bb, 0x426b_e7e3_9123_afdd, 0x2128_d4c6_3dd3_8668],
};

const P384: Curve<6> = Curve {
    prime: [0xffff_ffff, 0xffff_ffff_0000_0000, 0xffff_ffff_ffff_fffe, ONES, ONES, ONES],
    inverse: 0x1_0000_0001,
    radix_squared: [0xffff_fffe_0000_0001, 0x2_0000_0000, 0xffff_fffe_0000_0000, 0x2_0000_0000, 1, 0],
    b: [
        0x2289_2acd_bd31_49bf,
        0xc8d0_27db_3912_b9fa,
        0x74c1_8bdf_f8c0_3ca6,
        0x13e9_bf0e_6f97_335f,
        0x3e95_69cc_8a60_23a0,
        0xb23a_ac3c_9d53_5f43,
    ],
};

const P521: Curve<9> = Curve {
    prime: [ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, 0x1ff],
    inverse: 1,
    radix_squared: [0, 0x4000_0000_0000, 0, 0, 0, 0, 0, 0, 0],
    b: [
        0xe7bf_107a_5869_e3de,
        0xa581_7a77_637e_0e6a,
        0x3272_a3d8_fd26_f62c,
        0x6913_231d_e213_c2ac,
        0xb4e4_b733_662b_e771,
        0x3443_416d_0a81_dd45,
        0x7d72_c31c_3934_3f25,
        0x7f51_ad40_fc00_a32a,
        0x114,
    ],
};

/// Octets of a coordinate on that curve, if it is one of NIST's.
pub(super) fn coordinate_octets(curve: &NamedCurve) -> Option<usize> {
    match curve {
        NamedCurve::P256 => Some(32),
        NamedCurve::P384 => Some(48),
        NamedCurve::P521 => Some(66),
        NamedCurve::Explicit | NamedCurve::Other(_) => None,
    }
}

/// Whether these coordinates, most significant octet first and as many as the curve's have, are those of a point on it.
pub(super) fn is_on_curve(curve: &NamedCurve, x: &[u8], y: &[u8]) -> bool {
    match curve {
        NamedCurve::P256 => P256.has(x, y),
        NamedCurve::P384 => P384.has(x, y),
        NamedCurve::P521 => P521.has(x, y),
        NamedCurve::Explicit | NamedCurve::Other(_) => false,
    }
}

impl<const LIMBS: usize> Curve<LIMBS> {
    fn has(&self, x: &[u8], y: &[u8]) -> bool {
        let (Some(x), Some(y)) = (self.number(x), self.number(y)) else { return false };
        // x times R, of which each product takes one R away: both sides of the equation are divided by R.
        let square = self.product(&self.product(&x, &self.radix_squared), &x);
        let mut minus_three = self.prime;
        minus_three.first_mut().into_iter().for_each(|limb| *limb = limb.wrapping_sub(3));
        let right = self.sum(&self.product(&self.sum(&square, &minus_three), &x), &self.b);
        self.product(&y, &y) == right
    }

    /// A coordinate, which is below the prime (SEC 1 section 2.3.5).
    fn number(&self, octets: &[u8]) -> Option<[u64; LIMBS]> {
        let mut number = [0; LIMBS];
        for (limb, octets) in number.iter_mut().zip(octets.rchunks(8)) {
            *limb = match octets.first_chunk() {
                Some(octets) => u64::from_be_bytes(*octets),
                // What is left at the most significant end.
                None => octets.iter().fold(0, |limb, octet| (limb << 8) | u64::from(*octet)),
            };
        }
        let (_, is_below) = minus(&number, &self.prime);
        is_below.then_some(number)
    }

    /// left · right / R, modulo the prime.
    fn product(&self, left: &[u64; LIMBS], right: &[u64; LIMBS]) -> [u64; LIMBS] {
        // The sum has a limb more, which is 0 or 1 after each round.
        let (mut sum, mut most) = ([0; LIMBS], 0_u64);
        for digit in left {
            let (limb, over) = most.overflowing_add(add_product(&mut sum, right, *digit));
            let least = sum.first().map_or(0, |least| least.wrapping_mul(self.inverse));
            let (limb, more) = limb.overflowing_add(add_product(&mut sum, &self.prime, least));
            // The least limb has become zero: all move down by one.
            sum.copy_within(1.., 0);
            sum.last_mut().into_iter().for_each(|last| *last = limb);
            most = u64::from(over | more);
        }
        self.reduced(sum, most)
    }

    fn sum(&self, left: &[u64; LIMBS], right: &[u64; LIMBS]) -> [u64; LIMBS] {
        let mut sum = *left;
        let most = add_product(&mut sum, right, 1);
        self.reduced(sum, most)
    }

    /// A number below twice the prime with its limb more, modulo the prime.
    fn reduced(&self, number: [u64; LIMBS], most: u64) -> [u64; LIMBS] {
        let (less, is_below) = minus(&number, &self.prime);
        if is_below && most == 0 { number } else { less }
    }
}

/// Adds a number times a digit; gives what is carried out of the last limb.
fn add_product<const LIMBS: usize>(sum: &mut [u64; LIMBS], number: &[u64; LIMBS], digit: u64) -> u64 {
    let mut carry = 0;
    for (limb, other) in sum.iter_mut().zip(number) {
        (*limb, carry) = other.carrying_mul_add(digit, carry, *limb);
    }
    carry
}

/// The difference, and whether it is negative.
fn minus<const LIMBS: usize>(number: &[u64; LIMBS], other: &[u64; LIMBS]) -> ([u64; LIMBS], bool) {
    let (mut difference, mut borrow) = (*number, false);
    for (limb, other) in difference.iter_mut().zip(other) {
        (*limb, borrow) = limb.borrowing_sub(*other, borrow);
    }
    (difference, borrow)
}
