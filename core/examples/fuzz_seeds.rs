//! Makes the fuzz targets' anchors, and the seeds that are certificates. Their keys are not kept.
#![expect(clippy::unwrap_used, reason = "a tool for developers")]

use std::fs;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, CustomExtension, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PKCS_ED25519,
    PKCS_RSA_SHA256, RsaKeySize, SanType, date_time_ymd,
};

fn main() {
    let root_key = KeyPair::generate().unwrap();
    let root_params = authority("Fuzz Root");
    let root_der = root_params.self_signed(&root_key).unwrap().der().to_vec();
    // The name of the root with another key; its last byte is a part of the signature.
    let mut stranger = authority("Fuzz Root").self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec();
    *stranger.last_mut().unwrap() ^= 1;
    write("anchors/root.der", &root_der);
    write("anchors/stranger.der", &stranger);

    let root = Issuer::new(root_params, root_key);
    let (first_key, first_params) = (KeyPair::generate().unwrap(), constrained("Fuzz Issuing CA 1"));
    let first_der = first_params.signed_by(&first_key, &root).unwrap().der().to_vec();
    let cross_der = {
        let other = Issuer::new(authority("Fuzz Other Root"), KeyPair::generate().unwrap());
        first_params.signed_by(&first_key, &other).unwrap().der().to_vec()
    };
    let first = Issuer::new(first_params, first_key);
    let issue = |params: CertificateParams, key: &KeyPair| params.signed_by(key, &first).unwrap().der().to_vec();
    let key = KeyPair::generate().unwrap();
    let web = issue(workload(), &key);
    let named = issue(many_names(), &KeyPair::generate_for(&PKCS_ED25519).unwrap());
    let rsa = issue(workload(), &KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap());
    let mut old = workload();
    old.not_after = date_time_ymd(2026, 2, 1);
    let expired = issue(old, &key);
    let plain = params("no extensions").signed_by(&key, &root).unwrap().der().to_vec();

    for (name, der) in [
        ("root", &root_der),
        ("intermediate", &first_der),
        ("workload", &web),
        ("names", &named),
        ("rsa", &rsa),
        ("plain", &plain),
    ] {
        write(&format!("corpus/certificate/{name}"), der);
    }
    for (name, choice, certificates) in [
        ("intermediate", 0, vec![&web, &first_der]),
        ("svid", 1, vec![&web, &first_der]),
        ("server", 2, vec![&named, &first_der]),
        ("forwarded", 0x10, vec![&rsa, &first_der]),
        ("cross-signed", 0, vec![&web, &cross_der, &first_der, &root_der]),
        ("expired", 0, vec![&expired, &first_der]),
        ("no-issuer", 0, vec![&web]),
        ("direct", 0, vec![&plain]),
    ] {
        let mut input = vec![choice];
        for certificate in certificates {
            input.extend(u16::try_from(certificate.len()).unwrap().to_be_bytes());
            input.extend(certificate);
        }
        write(&format!("corpus/chain/{name}"), &input);
    }
}

fn write(name: &str, bytes: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn params(common_name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "Fuzz");
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2036, 1, 1);
    params.use_authority_key_identifier_extension = true;
    params
}

fn authority(common_name: &str) -> CertificateParams {
    let mut params = params(common_name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// With name constraints of every form.
fn constrained(common_name: &str) -> CertificateParams {
    let mut params = authority(common_name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(1));
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName("fuzz.example".to_owned()),
            GeneralSubtree::Rfc822Name("fuzz.example".to_owned()),
            GeneralSubtree::IpAddress(CidrSubnet::V4([10, 0, 0, 0], [255, 0, 0, 0])),
        ],
        excluded_subtrees: vec![GeneralSubtree::DnsName("secret.fuzz.example".to_owned())],
    });
    params
}

fn workload() -> CertificateParams {
    let mut params = params("web");
    params.subject_alt_names = vec![SanType::URI("spiffe://fuzz.example/ns/checkout/sa/web".try_into().unwrap())];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params
}

/// Names of every form, and an extension that nobody knows.
fn many_names() -> CertificateParams {
    let mut params = params("www.fuzz.example");
    params.subject_alt_names = vec![
        SanType::DnsName("www.fuzz.example".try_into().unwrap()),
        SanType::DnsName("*.fuzz.example".try_into().unwrap()),
        SanType::Rfc822Name("ana@fuzz.example".try_into().unwrap()),
        SanType::IpAddress("10.1.2.3".parse().unwrap()),
    ];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    params.custom_extensions = vec![CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99_999, 1], vec![4, 1, 7])];
    params
}
