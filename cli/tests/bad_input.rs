//! What people give by mistake, or to do harm: one clear message, the right exit status, at most a second of work and
//! 64 MiB.
//!
//! Work is measured as processor time, for what else runs on the machine is not the program's; a run that takes much
//! longer by the clock fails all the same. The system counts a child's memory from before it became the program, so each
//! run is made and measured by a new, small process: this test program, started again ([`one_run_is_measured`]).
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on fails, and says what it measured"
)]

use std::env;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use handfast_provision::{Authority, Issued, Limits, Request, Use, Validity};
use nix::sys::resource::{UsageWho, getrusage};

const AT: &str = "2026-11-24T12:00:00Z";
const NOW: i64 = 1_795_521_600;
const WORK: Duration = Duration::from_secs(1);
const MEMORY_KIB: u64 = 64 * 1024;
/// By the clock, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(20);
const MIB: u64 = 1024 * 1024;

/// The files of these tests, made once.
struct Files {
    folder: PathBuf,
    web: Issued,
}

static FILES: LazyLock<Files> = LazyLock::new(|| {
    let folder = env::temp_dir().join(format!("handfast-bad-input-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let validity = Validity { from: NOW - 3_600, until: NOW + 86_400 };
    let anchor = Authority::root("Prod", "Root", validity, &Limits::default()).unwrap();
    let uri = Some("spiffe://prod.example/ns/web");
    let request = Request { common_name: "web", uri, dns: &[], usage: Use::Client, validity };
    let web = anchor.issue(&request).unwrap();
    let put = |name: &str, content: &[u8]| fs::write(folder.join(name), content).unwrap();
    put("anchor.pem", anchor.pem().as_bytes());
    put("web.pem", web.pem.as_bytes());
    put("web.key", web.key_pem.as_bytes());
    put("empty", b"");
    put("policy.yaml", POLICY.as_bytes());
    Files { folder, web }
});

const POLICY: &str = "handfast: 1\ndefault: deny\nidentity: [spiffe]\nrules:\n  - id: web\n    effect: allow\n    from: [{ spiffe: spiffe://prod.example/ns/web }]\n";

impl Files {
    fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.folder.join(name), content).unwrap();
    }

    fn openssl(&self, words: &str) {
        let output = Command::new("openssl").args(words.split(' ')).current_dir(&self.folder).output().unwrap();
        assert!(output.status.success(), "openssl {words}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// What a run gave, within the bounds.
struct Ran {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Names the file, without its extension, into which [`one_run_is_measured`] writes what it measured.
const RESULT: &str = "HANDFAST_TEST_RESULT";
const WORDS: &str = "HANDFAST_TEST_WORDS";

#[test]
fn one_run_is_measured() {
    let (Ok(words), Some(result)) = (env::var(WORDS), env::var_os(RESULT).map(PathBuf::from)) else {
        // Run among the other tests, it has nothing to do but show that what it measures is there.
        assert!(getrusage(UsageWho::RUSAGE_SELF).unwrap().max_rss() > 0);
        return;
    };
    let output = Command::new(env!("CARGO_BIN_EXE_handfast"))
        .args(words.split_whitespace())
        .stdin(Stdio::null())
        .stdout(File::create(result.with_extension("stdout")).unwrap())
        .stderr(File::create(result.with_extension("stderr")).unwrap())
        .status()
        .unwrap();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let (user, system) = (usage.user_time(), usage.system_time());
    let micros = (user.tv_sec() + system.tv_sec()) * 1_000_000 + user.tv_usec() + system.tv_usec();
    let status = output.code().map_or_else(|| "none".to_owned(), |status| status.to_string());
    fs::write(result.with_extension("measured"), format!("{status} {micros} {}", usage.max_rss())).unwrap();
}

fn run(words: &str) -> Ran {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let result = FILES.folder.join(format!("run-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
    let began = Instant::now();
    let mut measurer = Command::new(env::current_exe().unwrap())
        .args(["--exact", "one_run_is_measured", "--quiet"])
        .current_dir(&FILES.folder)
        .env(WORDS, words)
        .env(RESULT, &result)
        .stdout(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    while measurer.try_wait().unwrap().is_none() {
        if began.elapsed() > PATIENCE {
            // With what it started.
            let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", measurer.id())]).status();
            measurer.wait().unwrap();
            panic!("handfast {words}: has not ended after {PATIENCE:?}");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let read = |kind: &str| fs::read_to_string(result.with_extension(kind)).unwrap();
    let (stdout, stderr, measured) = (read("stdout"), read("stderr"), read("measured"));
    let mut figures = measured.split(' ');
    let status = figures.next().unwrap().parse().ok();
    let work = Duration::from_micros(figures.next().unwrap().parse().unwrap());
    let memory: u64 = figures.next().unwrap().parse().unwrap();
    eprintln!("{work:>10.1?} {memory:>7} KiB  handfast {words}");
    assert!(work < WORK, "handfast {words}: worked for {work:?}");
    assert!(memory < MEMORY_KIB, "handfast {words}: needed {memory} KiB");
    // Whatever came in, no key came out.
    for line in FILES.web.key_pem.lines().filter(|line| !line.starts_with("-----")) {
        let pieces = line.as_bytes().chunks_exact(16).map(|piece| str::from_utf8(piece).unwrap());
        for piece in pieces {
            assert!(!stdout.contains(piece) && !stderr.contains(piece), "handfast {words}: a private key was printed");
        }
    }
    Ran { status, stdout, stderr }
}

/// As trust anchors: a mistake, exit status 1, one message with what to do.
fn refused_as_anchors(file: &str, message: &str, fix: &str) {
    refused(&format!("decide --at {AT} --anchors {file} --chain web.pem"), message, fix);
}

fn refused(words: &str, message: &str, fix: &str) {
    let ran = run(words);
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(1), ""), "{words}: {}", ran.stderr);
    assert_eq!(ran.stderr.matches("error: ").count(), 1, "{words}: {}", ran.stderr);
    assert!(ran.stderr.contains(message) && ran.stderr.contains(fix), "{words}: {}", ran.stderr);
}

/// As what a peer presents: a denial, exit status 2, one reason with what to do.
fn denied_as_chain(file: &str, code: &str, fix: &str) {
    let words = format!("decide --at {AT} --anchors anchor.pem --chain {file}");
    let ran = run(&words);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), ""), "{words}: {}", ran.stdout);
    assert_eq!(ran.stdout.matches(&format!("  {code}: ")).count(), 1, "{words}: {}", ran.stdout);
    assert_eq!(ran.stdout.matches("fix:").count(), 1, "{words}: {}", ran.stdout);
    assert!(ran.stdout.contains(fix), "{words}: {}", ran.stdout);
}

#[test]
fn an_empty_file() {
    refused_as_anchors("empty", "the input is empty", "give at least one CA certificate");
    denied_as_chain("empty", "chain_empty", "write the peer's certificate into the file");
    refused("inspect empty", "there is no certificate in it", "give PEM blocks");
    refused(&format!("decide --at {AT} --anchors anchor.pem --chain web.pem --policy empty"), "is empty", "begin with");
    refused("test empty", "is empty", "begin with");
    let lint = run("lint empty");
    assert_eq!(lint.status, Some(2));
    assert!(lint.stdout.contains("the policy document is empty"), "{}", lint.stdout);
}

#[test]
fn a_hundred_megabytes() {
    File::create(FILES.folder.join("zeros")).unwrap().set_len(100 * MIB).unwrap();
    let mut pem = BufWriter::new(File::create(FILES.folder.join("much.pem")).unwrap());
    let mut written = 0;
    while written < 100 * MIB {
        pem.write_all(FILES.web.pem.as_bytes()).unwrap();
        written += u64::try_from(FILES.web.pem.len()).unwrap();
    }
    pem.into_inner().unwrap();
    for file in ["zeros", "much.pem"] {
        for words in [
            format!("decide --anchors {file} --chain web.pem"),
            format!("decide --anchors anchor.pem --chain {file}"),
            format!("decide --anchors anchor.pem --chain web.pem --policy {file}"),
            format!("inspect {file}"),
            format!("lint {file}"),
            format!("test {file}"),
        ] {
            refused(&words, &format!("{file}: it is larger than 16 MiB"), "name a file with nothing in it but");
        }
    }
    fs::remove_file(FILES.folder.join("much.pem")).unwrap();
}

#[test]
fn as_much_as_is_read_at_all() {
    let size = usize::try_from(16 * MIB).unwrap();
    FILES.put("base64.pem", {
        let mut text = b"-----BEGIN CERTIFICATE-----\n".to_vec();
        text.resize(size - 30, b'A');
        text.extend_from_slice(b"\n-----END CERTIFICATE-----\n");
        text
    });
    FILES.put("text", vec![b'a'; size]);
    FILES.put("sequence", [&[0x30, 0x83, 0xff, 0xff, 0xfb][..], &vec![0x30; size - 5]].concat());
    for file in ["base64.pem", "text", "sequence"] {
        for words in
            [format!("decide --anchors {file} --chain web.pem"), format!("decide --anchors anchor.pem --chain {file}")]
        {
            let ran = run(&words);
            assert_ne!(ran.status, Some(0), "{words}");
            assert!(ran.stdout.len() + ran.stderr.len() < 2_000, "{words}");
        }
        assert_eq!(run(&format!("inspect {file}")).status, Some(1));
    }
}

#[test]
fn a_directory() {
    refused_as_anchors(".", "it is a directory", "name a file in it");
    refused("decide --anchors anchor.pem --chain .", "it is a directory", "name a file in it");
    refused("decide --anchors anchor.pem --chain web.pem --policy .", "it is a directory", "name a file in it");
    for command in ["inspect", "lint", "test"] {
        refused(&format!("{command} ."), "it is a directory", "name a file in it");
    }
}

#[test]
fn a_private_key_in_place_of_a_certificate() {
    FILES.openssl("pkey -in web.key -outform DER -out pkcs8.der");
    FILES.openssl("ec -in web.key -out sec1.pem");
    FILES.openssl("ec -in web.key -outform DER -out sec1.der");
    FILES.openssl("pkcs8 -topk8 -in web.key -passout pass:x -out encrypted.pem");
    FILES.openssl("pkcs8 -topk8 -in web.key -passout pass:x -outform DER -out encrypted.der");
    for file in ["web.key", "sec1.pem", "encrypted.pem", "pkcs8.der", "sec1.der", "encrypted.der"] {
        refused_as_anchors(file, "a private key", "take it out of the file, and replace");
        denied_as_chain(file, "encoding_malformed", "this is a private key");
        refused(&format!("inspect {file}"), file, "this is a private key");
    }
    // Nor is it taken for a policy.
    let lint = run("lint web.key");
    assert_eq!(lint.status, Some(2), "{}", lint.stdout);

    // As a variable or a form in one line holds it.
    for (name, line_break) in [("spaces.key", " "), ("returns.key", "\r"), ("escapes.key", "\\n")] {
        FILES.put(name, FILES.web.key_pem.replace('\n', line_break));
        refused_as_anchors(name, "a private key", "take it out of the file, and replace");
        denied_as_chain(name, "encoding_malformed", "this is a private key");
        refused(&format!("inspect {name}"), name, "this is a private key");
    }
}

#[test]
fn pem_that_was_joined_or_folded_or_encoded_once_more() {
    let one_line = |line_break: &str| FILES.web.pem.replace('\n', line_break);
    let wide: Vec<u8> = FILES.web.pem.encode_utf16().flat_map(u16::to_le_bytes).collect();
    FILES.put("spaces.pem", one_line(" "));
    FILES.put("escapes.pem", one_line("\\n"));
    FILES.put("joined.pem", format!("{}{}", FILES.web.pem.trim_end(), FILES.web.pem));
    FILES.put("wide.pem", &wide);
    FILES.put("wide-marked.pem", [&[0xff, 0xfe], wide.as_slice()].concat());
    FILES.openssl("base64 -A -in web.pem -out twice.pem");
    FILES.openssl("x509 -in web.pem -outform DER -out web.der");
    FILES.openssl("base64 -A -in web.der -out bare.pem");
    FILES.put("followed.der", [FILES.web.der.as_slice(), b"\n"].concat());
    for (file, message, fix) in [
        ("spaces.pem", "has no line break after its BEGIN line", "on lines of their own"),
        ("escapes.pem", "has no line break after its BEGIN line", "printf '%b' \"$(cat FILE)\" > certificates.pem"),
        ("joined.pem", "has no line break after its END line", "awk 1 peer.pem ca.pem > chain.pem"),
        ("wide.pem", "is UTF-16 text", "iconv -f UTF-16 -t UTF-8 FILE"),
        ("wide-marked.pem", "is UTF-16 text", "iconv -f UTF-16 -t UTF-8 FILE"),
        ("twice.pem", "is PEM in base64, as secrets of Kubernetes are", "base64 -d FILE > certificates.pem"),
        ("bare.pem", "is base64 without BEGIN and END lines", "base64 -d FILE > certificate.der"),
        ("followed.der", "bytes follow the certificate", "give one certificate in DER"),
    ] {
        refused_as_anchors(file, message, fix);
        denied_as_chain(file, "encoding_malformed", fix);
        refused(&format!("inspect {file}"), message, fix);
    }
}

#[test]
fn windows_line_ends_comments_and_a_byte_order_mark() {
    let dressed = |pem: &[u8]| {
        let text = String::from_utf8(pem.to_vec()).unwrap().replace('\n', "\r\n");
        format!("\u{feff}# our own\r\nSubject: CN = Root\r\n\r\n{text}and so it ends\r\n")
    };
    FILES.put("crlf-anchor.pem", dressed(&fs::read(FILES.folder.join("anchor.pem")).unwrap()));
    FILES.put("crlf-web.pem", dressed(FILES.web.pem.as_bytes()));
    FILES.put("crlf.yaml", format!("\u{feff}# our own\r\n{}", POLICY.replace('\n', "\r\n")));
    let words = format!("decide --at {AT} --anchors crlf-anchor.pem --chain crlf-web.pem --policy crlf.yaml");
    let ran = run(&words);
    assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(run("inspect crlf-web.pem").status, Some(0));
}

#[test]
fn pkcs7_and_pkcs12() {
    FILES.openssl("crl2pkcs7 -nocrl -certfile web.pem -out p7.pem");
    FILES.openssl("crl2pkcs7 -nocrl -certfile web.pem -outform DER -out p7.der");
    FILES.openssl("pkcs12 -export -in web.pem -inkey web.key -passout pass:x -out p12.der");
    FILES.openssl("base64 -in p12.der -out p12.base64");
    let base64 = fs::read_to_string(FILES.folder.join("p12.base64")).unwrap();
    FILES.put("p12.pem", format!("-----BEGIN PKCS12-----\n{base64}-----END PKCS12-----\n"));
    for (file, fix) in [
        ("p7.pem", "openssl pkcs7 -print_certs"),
        ("p7.der", "openssl pkcs7 -inform DER -print_certs"),
        ("p12.pem", "openssl pkcs12 -nokeys"),
        ("p12.der", "openssl pkcs12 -nokeys"),
    ] {
        refused_as_anchors(file, "not a certificate", fix);
        denied_as_chain(file, "encoding_malformed", fix);
        refused(&format!("inspect {file}"), file, fix);
    }
    // What the message says to do works.
    FILES.openssl("pkcs7 -inform DER -print_certs -in p7.der -out certificates.pem");
    assert_eq!(run(&format!("decide --at {AT} --anchors anchor.pem --chain certificates.pem")).status, Some(0));
}

/// The certificate, with another signature for every number: other bytes, and so another certificate.
fn variants(count: u32) -> impl Iterator<Item = Vec<u8>> {
    (0..count).map(|number| {
        let mut der = FILES.web.der.clone();
        let end = der.len();
        der[end - 4..].copy_from_slice(&number.to_be_bytes());
        der
    })
}

#[test]
fn a_chain_of_ten_thousand_certificates() {
    use base64::Engine as _;
    let mut pem = BufWriter::new(File::create(FILES.folder.join("long.pem")).unwrap());
    for der in variants(10_000) {
        let base64 = base64::engine::general_purpose::STANDARD.encode(der);
        writeln!(pem, "-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----").unwrap();
    }
    pem.into_inner().unwrap();
    denied_as_chain("long.pem", "work_limit_reached", "send only the certificates that lead from the end entity");
    let ran = run(&format!("decide --at {AT} --anchors anchor.pem --chain long.pem --arrived tls"));
    assert_eq!(ran.status, Some(2));
    refused_as_anchors("long.pem", "is not a CA certificate", "give the certificate of the CA that issued it");
    let ran = run("inspect long.pem");
    assert_eq!(ran.status, Some(1));
    assert!(ran.stderr.contains("the file has more than 1000 certificates"), "{}", ran.stderr);

    // The same certificate ten thousand times is one certificate.
    let mut pem = BufWriter::new(File::create(FILES.folder.join("same.pem")).unwrap());
    for _ in 0..10_000 {
        pem.write_all(FILES.web.pem.as_bytes()).unwrap();
    }
    pem.into_inner().unwrap();
    assert_eq!(run(&format!("decide --at {AT} --anchors anchor.pem --chain same.pem")).status, Some(0));
}

#[test]
fn a_policy_with_a_tab() {
    FILES.put("tab.yaml", POLICY.replace("    effect", "\teffect"));
    let tab = "a tab stands in the indentation";
    refused("decide --anchors anchor.pem --chain web.pem --policy tab.yaml", tab, "indent with spaces");
    refused("test tab.yaml", "tab.yaml, line 6, column", "indent with spaces");
    let lint = run("lint tab.yaml");
    assert_eq!(lint.status, Some(2));
    assert!(lint.stdout.contains("tab.yaml:6:") && lint.stdout.contains(tab), "{}", lint.stdout);
}

#[test]
fn a_policy_with_a_typo_in_a_key() {
    for (right, wrong) in [("identity:", "identiy:"), ("rules:", "rule:"), ("effect:", "efect:"), ("spiffe:", "spife:")]
    {
        // The key's first appearance as a key.
        let place = POLICY.find(&format!("{right} ")).or_else(|| POLICY.find(right)).unwrap();
        let (before, after) = POLICY.split_at(place);
        FILES.put("typo.yaml", format!("{before}{wrong}{}", after.strip_prefix(right).unwrap()));
        let (wrong, fix) = (wrong.trim_end_matches(':'), format!("did you mean `{}`?", right.trim_end_matches(':')));
        let words = "decide --anchors anchor.pem --chain web.pem --policy typo.yaml";
        refused(words, &format!("has no `{wrong}`"), &fix);
        let lint = run("lint typo.yaml");
        assert_eq!(lint.status, Some(2));
        assert!(lint.stdout.contains(&fix), "{}", lint.stdout);
    }
}

#[test]
fn a_rule_that_can_never_match() {
    let never = "    from: [{ spiffe: spiffe://prod.example/ns/web, not_spiffe: spiffe://prod.example/ns/web }]\n";
    let head = POLICY.split("    from").next().unwrap();
    FILES.put("never.yaml", format!("{head}{never}"));
    let lint = run("lint never.yaml");
    assert_eq!(lint.status, Some(2));
    assert!(lint.stdout.contains("never.yaml:7:"), "{}", lint.stdout);
    assert!(lint.stdout.contains("error: rule `web` can never match"), "{}", lint.stdout);
    // It is not refused elsewhere: it denies whom it cannot let in.
    let ran = run(&format!("decide --at {AT} --anchors anchor.pem --chain web.pem --policy never.yaml"));
    assert_eq!(ran.status, Some(2), "{}", ran.stderr);
}

#[test]
fn a_policy_that_is_binary() {
    FILES.put("binary.yaml", [0xff, 0xfe, 0x00, 0x01]);
    for words in
        ["lint binary.yaml", "test binary.yaml", "decide --anchors anchor.pem --chain web.pem --policy binary.yaml"]
    {
        refused(words, "byte 0 is not UTF-8", "saved as UTF-8 text");
    }
    FILES.put("zeros.yaml", [0; 4_096]);
    assert_eq!(run("lint zeros.yaml").status, Some(2));
    refused("test zeros.yaml", "zeros.yaml", "fix: ");
}

#[test]
fn what_never_ends_is_not_read_to_its_end() {
    for words in [
        "decide --anchors /dev/zero --chain web.pem",
        "decide --anchors anchor.pem --chain /dev/zero",
        "decide --anchors anchor.pem --chain web.pem --policy /dev/zero",
        "inspect /dev/zero",
        "lint /dev/zero",
    ] {
        refused(words, "/dev/zero: it is larger than 16 MiB", "name a file");
    }
}

#[test]
fn a_pipe_is_read_and_one_that_nobody_writes_to_is_not_waited_for() {
    let pipe = FILES.folder.join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::from_bits_truncate(0o600)).unwrap();
    for words in ["inspect pipe", "lint pipe", "decide --anchors anchor.pem --chain pipe"] {
        refused(words, "pipe: it is a pipe, and nobody writes to it", "start what writes to it first");
    }
    let writer = {
        let (pipe, pem) = (pipe.clone(), FILES.web.pem.clone());
        std::thread::spawn(move || fs::write(pipe, pem))
    };
    assert_eq!(run("inspect pipe").status, Some(0));
    writer.join().unwrap().unwrap();
    // What is piped in without an end is not read to its end either.
    let script = format!("{} inspect - < /dev/zero", env!("CARGO_BIN_EXE_handfast"));
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stdout, b"");
}
