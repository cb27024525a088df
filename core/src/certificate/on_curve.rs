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
    /// b in Montgomery's form: b times R, modulo the prime.
    b: [u64; LIMBS],
}

const ONES: u64 = u64::MAX;

const P256: Curve<4> = Curve {
    prime: [ONES, 0xffff_ffff, 0, 0xffff_ffff_0000_0001],
    inverse: 1,
    radix_squared: [3, 0xffff_fffb_ffff_ffff, 0xffff_ffff_ffff_fffe, 0x0004_ffff_fffd],
    b: [0xd89c_df62_29c4_bddf, 0xacf0_05cd_7884_3090, 0xe5a2_20ab_f721_2ed6, 0xdc30_061d_0487_4834],
};

const P384: Curve<6> = Curve {
    prime: [0xffff_ffff, 0xffff_ffff_0000_0000, 0xffff_ffff_ffff_fffe, ONES, ONES, ONES],
    inverse: 0x1_0000_0001,
    radix_squared: [0xffff_fffe_0000_0001, 0x2_0000_0000, 0xffff_fffe_0000_0000, 0x2_0000_0000, 1, 0],
    b: [
        0x0811_8871_9d41_2dcc,
        0xf729_add8_7a4c_32ec,
        0x77f2_209b_1920_022e,
        0xe337_4bee_9493_8ae2,
        0xb62b_21f4_1f02_2094,
        0xcd08_114b_604f_bff9,
    ],
};

const P521: Curve<9> = Curve {
    prime: [ONES, ONES, ONES, ONES, ONES, ONES, ONES, ONES, 0x1ff],
    inverse: 1,
    radix_squared: [0, 0x4000_0000_0000, 0, 0, 0, 0, 0, 0, 0],
    b: [
        0x8014_654f_ae58_6387,
        0x78f7_a28f_ea35_a81f,
        0x839a_b9ef_c41e_961a,
        0xbd8b_2960_5e9d_d8df,
        0xf0ab_0c9c_a8f6_3f49,
        0xf9dc_5a44_c8c7_7884,
        0x7751_6d39_2dcc_d98a,
        0x0fc9_4d10_d05b_42a0,
        0x4d,
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
        let (x, y) = (self.product(&x, &self.radix_squared), self.product(&y, &self.radix_squared));
        let cube = self.product(&self.product(&x, &x), &x);
        let three_x = self.sum(&self.sum(&x, &x), &x);
        // With 3x on the other side nothing has to be subtracted.
        self.sum(&self.product(&y, &y), &three_x) == self.sum(&cube, &self.b)
    }

    /// A coordinate, which is below the prime (SEC 1 section 2.3.5).
    fn number(&self, octets: &[u8]) -> Option<[u64; LIMBS]> {
        let mut number = [0; LIMBS];
        for (limb, octets) in number.iter_mut().zip(octets.rchunks(8)) {
            *limb = octets.iter().fold(0, |limb, octet| (limb << 8) | u64::from(*octet));
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
