package dev.handfast

/** A certificate policy that holds for a path, as the end entity's certificate names it. */
public class StatedPolicy internal constructor(internal val record: StatedPolicyRecord) {
    /** Its object identifier. */
    public val oid: String get() = record.oid

    /** The DER of its qualifiers, a SEQUENCE OF PolicyQualifierInfo (RFC 5280 section 4.2.1.4); empty if it has none. */
    public val qualifiers: ByteArray get() = record.qualifiers.copyOf()

    override fun equals(other: Any?): Boolean =
        other is StatedPolicy && other.oid == oid && other.record.qualifiers.contentEquals(record.qualifiers)

    override fun hashCode(): Int = 31 * oid.hashCode() + record.qualifiers.contentHashCode()

    override fun toString(): String = "StatedPolicy($oid)"
}
