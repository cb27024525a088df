/// A key that signs with ECDSA over P-256 and SHA-256 (FIPS 186-5 section 6.4), for certificates that a test makes. Nothing
/// about it is constant in time, and whoever knows its label has it.
struct SigningKey: Sendable {
    private let secret: [UInt64]
    /// The point, uncompressed (SEC 1 section 2.3.3).
    let point: [UInt8]

    /// The key of that label: the same each time.
    init(label: String) {
        secret = order.reduced(limbs(sha256(Array("key of \(label)".utf8))))
        let (x, y) = multipleOfBase(secret)
        point = [0x04] + octets(x) + octets(y)
    }

    /// The DER of the signature of a message (RFC 3279 section 2.2.3).
    func sign(_ message: [UInt8]) -> [UInt8] {
        let hash = order.reduced(limbs(sha256(message)))
        // Another one for each message and key.
        let once = order.reduced(limbs(sha256(octets(secret) + octets(hash))))
        let r = order.reduced(multipleOfBase(once).x)
        let (rIn, secretIn) = (order.into(r), order.into(secret))
        let sum = order.add(order.into(hash), order.multiply(rIn, secretIn))
        let s = order.out(order.multiply(order.inverse(order.into(once)), sum))
        return Der.sequence(Der.integer(octets(r)), Der.integer(octets(s)))
    }
}

private let field = Modulus("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")
private let order = Modulus("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")

/// A point in Jacobian coordinates, in Montgomery form.
private struct Point {
    let x: [UInt64]
    let y: [UInt64]
    let z: [UInt64]

    /// Twice itself, where the curve's a is -3.
    func doubled() -> Point {
        let f = field
        let (zz, yy) = (f.multiply(z, z), f.multiply(y, y))
        let beta = f.multiply(x, yy)
        let third = f.multiply(f.subtract(x, zz), f.add(x, zz))
        let alpha = f.add(f.add(third, third), third)
        let fourBeta = f.add(f.add(beta, beta), f.add(beta, beta))
        let x3 = f.subtract(f.multiply(alpha, alpha), f.add(fourBeta, fourBeta))
        let yz = f.add(y, z)
        let z3 = f.subtract(f.subtract(f.multiply(yz, yz), yy), zz)
        let twoYy = f.add(yy, yy)
        let eightYyyy = f.multiply(f.add(twoYy, twoYy), twoYy)
        return Point(x: x3, y: f.subtract(f.multiply(alpha, f.subtract(fourBeta, x3)), eightYyyy), z: z3)
    }

    /// The sum with another point, which is not itself.
    func adding(_ other: Point) -> Point {
        let f = field
        let (zz, otherZz) = (f.multiply(z, z), f.multiply(other.z, other.z))
        let (u1, u2) = (f.multiply(x, otherZz), f.multiply(other.x, zz))
        let s1 = f.multiply(y, f.multiply(otherZz, other.z))
        let s2 = f.multiply(other.y, f.multiply(zz, z))
        let (h, r) = (f.subtract(u2, u1), f.subtract(s2, s1))
        let hh = f.multiply(h, h)
        let (hhh, v) = (f.multiply(hh, h), f.multiply(u1, hh))
        let x3 = f.subtract(f.subtract(f.multiply(r, r), hhh), f.add(v, v))
        let y3 = f.subtract(f.multiply(r, f.subtract(v, x3)), f.multiply(s1, hhh))
        return Point(x: x3, y: y3, z: f.multiply(h, f.multiply(z, other.z)))
    }
}

/// The base point, and twice, four times, eight times it and so on.
private let doubles: [Point] = {
    let x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    let y = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
    var all = [Point(x: field.into(limbs(hex: x)), y: field.into(limbs(hex: y)), z: field.one)]
    while all.count < 256 {
        all.append(all[all.count - 1].doubled())
    }
    return all
}()

private func multipleOfBase(_ scalar: [UInt64]) -> (x: [UInt64], y: [UInt64]) {
    var sum: Point?
    for bit in 0..<256 where scalar[bit / 32] >> UInt64(bit % 32) & 1 == 1 {
        sum = sum?.adding(doubles[bit]) ?? doubles[bit]
    }
    guard let sum = sum else { preconditionFailure("no multiple of the base point") }
    let inverse = field.inverse(sum.z)
    let square = field.multiply(inverse, inverse)
    return (
        field.out(field.multiply(sum.x, square)),
        field.out(field.multiply(sum.y, field.multiply(square, inverse)))
    )
}

/// Arithmetic modulo a prime of 256 bits: eight limbs of 32 bits each, the least first, multiplied by Montgomery's method.
private struct Modulus: Sendable {
    private let prime: [UInt64]
    private let negatedInverse: UInt64
    private let squared: [UInt64]
    /// One, in Montgomery form.
    let one: [UInt64]

    init(_ text: String) {
        prime = limbs(hex: text)
        // Newton's iteration doubles how many bits are right, of which there are three at first: an odd number is its own
        // inverse modulo 8.
        var inverse = prime[0]
        for _ in 0..<4 {
            inverse = inverse &* (2 &- prime[0] &* inverse) & mask
        }
        negatedInverse = (mask - inverse + 1) & mask
        var power: [UInt64] = [1] + [UInt64](repeating: 0, count: 7)
        for _ in 0..<256 { power = Modulus.add(power, power, prime) }
        one = power
        for _ in 0..<256 { power = Modulus.add(power, power, prime) }
        squared = power
    }

    func into(_ number: [UInt64]) -> [UInt64] { return multiply(number, squared) }
    func out(_ number: [UInt64]) -> [UInt64] { return multiply(number, [1] + [UInt64](repeating: 0, count: 7)) }
    func reduced(_ number: [UInt64]) -> [UInt64] { return out(into(number)) }
    func add(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] { return Modulus.add(left, right, prime) }

    func subtract(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        let (difference, borrowed) = minus(left, right)
        // Adding the prime carries out what was borrowed.
        return borrowed ? plus(difference, prime).sum : difference
    }

    func multiply(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        var total = [UInt64](repeating: 0, count: 10)
        for i in 0..<8 {
            var carry: UInt64 = 0
            for j in 0..<8 {
                carry = total[j] &+ left[i] &* right[j] &+ carry
                total[j] = carry & mask
                carry >>= 32
            }
            carry = total[8] &+ carry
            (total[8], total[9]) = (carry & mask, carry >> 32)
            let factor = total[0] &* negatedInverse & mask
            carry = (total[0] &+ factor &* prime[0]) >> 32
            for j in 1..<8 {
                carry = total[j] &+ factor &* prime[j] &+ carry
                total[j - 1] = carry & mask
                carry >>= 32
            }
            carry = total[8] &+ carry
            (total[7], total[8]) = (carry & mask, total[9] &+ carry >> 32)
        }
        let low = Array(total[0..<8])
        let (less, borrowed) = minus(low, prime)
        return total[8] == 0 && borrowed ? low : less
    }

    /// By Fermat: to the power of the prime less two.
    func inverse(_ number: [UInt64]) -> [UInt64] {
        let exponent = minus(prime, [2] + [UInt64](repeating: 0, count: 7)).difference
        var power = one
        for bit in (0..<256).reversed() {
            power = multiply(power, power)
            if exponent[bit / 32] >> UInt64(bit % 32) & 1 == 1 { power = multiply(power, number) }
        }
        return power
    }

    private static func add(_ left: [UInt64], _ right: [UInt64], _ prime: [UInt64]) -> [UInt64] {
        let (sum, carried) = plus(left, right)
        let (less, borrowed) = minus(sum, prime)
        return !carried && borrowed ? sum : less
    }
}

private let mask: UInt64 = 0xffff_ffff

private func plus(_ left: [UInt64], _ right: [UInt64]) -> (sum: [UInt64], carried: Bool) {
    var carry: UInt64 = 0
    let sum = zip(left, right).map { pair in
        carry = pair.0 &+ pair.1 &+ carry >> 32
        return carry & mask
    }
    return (sum, carry >> 32 == 1)
}

private func minus(_ left: [UInt64], _ right: [UInt64]) -> (difference: [UInt64], borrowed: Bool) {
    var borrow: UInt64 = 0
    let difference = zip(left, right).map { pair in
        let limb = pair.0 &- pair.1 &- borrow
        borrow = limb >> 63
        return limb & mask
    }
    return (difference, borrow == 1)
}

private func limbs(hex text: String) -> [UInt64] {
    let digits = Array(text)
    return stride(from: 56, through: 0, by: -8).compactMap { UInt64(String(digits[$0..<$0 + 8]), radix: 16) }
}

private func limbs(_ octets: [UInt8]) -> [UInt64] {
    return stride(from: 28, through: 0, by: -4).map { place in
        octets[place..<place + 4].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
}

private func octets(_ limbs: [UInt64]) -> [UInt8] {
    return limbs.reversed().flatMap { limb in withUnsafeBytes(of: UInt32(limb).bigEndian) { Array($0) } }
}
