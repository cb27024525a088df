//! The shelf of mistakes, `docs/mistakes`: each page builds its case, shows what `handfast decide` says, and mends it.
//!
//! The pages are what is run. `UPDATE_EXPECT=1` writes anew what they say that the program prints, and the index.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use expect_test::expect_file;

use crate::world::{World, root};

/// The sections of a page, in their order.
const SECTIONS: [&str; 3] = ["The mistake", "What Handfast says", "The fix"];

fn folder() -> PathBuf {
    root().join("docs/mistakes")
}

/// What is run of a page: a script, or one command and what it prints.
enum Block {
    Script(String),
    Console { command: String, printed: String },
}

/// A page: text, and blocks with the section in which they stand.
struct Page {
    parts: Vec<Part>,
}

enum Part {
    Text(String),
    Block(String, Block),
}

impl Page {
    fn read(text: &str) -> Self {
        let (mut parts, mut section) = (Vec::new(), String::new());
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let language = line.strip_prefix("```");
            let Some(language) = language else {
                if let Some(heading) = line.strip_prefix("## ") {
                    heading.clone_into(&mut section);
                }
                parts.push(Part::Text(format!("{line}\n")));
                continue;
            };
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            assert!(["sh", "console"].contains(&language), "a block of {language:?}");
            let block = if language == "sh" { Block::Script(joined(&body)) } else { console(&body) };
            parts.push(Part::Block(section.clone(), block));
        }
        Self { parts }
    }

    fn title(&self) -> &str {
        let titles = self.parts.iter().filter_map(|part| match part {
            Part::Text(line) => line.strip_prefix("# "),
            Part::Block(..) => None,
        });
        titles.map(str::trim_end).next().unwrap()
    }

    fn sections(&self) -> Vec<&str> {
        let headings = self.parts.iter().filter_map(|part| match part {
            Part::Text(line) => line.strip_prefix("## "),
            Part::Block(..) => None,
        });
        headings.map(str::trim_end).collect()
    }

    /// What was printed in a section, command by command.
    fn printed(&self, of: &str) -> Vec<&str> {
        let printed = self.parts.iter().filter_map(|part| match part {
            Part::Block(section, Block::Console { printed, .. }) if section == of => Some(printed.as_str()),
            _ => None,
        });
        printed.collect()
    }

    /// The code of the first reason that it shows; none where the caller's own files are wrong.
    fn first_code(&self) -> Option<&str> {
        let line = self.printed(SECTIONS[1]).first()?.lines().nth(1)?;
        let (code, _) = line.trim_start().split_once(": ")?;
        (code != "fix").then_some(code)
    }

    /// The page with what its commands print in this world.
    fn run(self, world: &World) -> Self {
        let run = |part: Part| match part {
            Part::Block(section, Block::Script(script)) => {
                let (status, output) = shell(world, &script);
                assert_eq!(status, Some(0), "{script}{output}");
                Part::Block(section, Block::Script(script))
            }
            Part::Block(section, Block::Console { command, .. }) => {
                let (status, output) = shell(world, &command);
                let printed = format!("{output}exit status {}\n", status.unwrap());
                Part::Block(section, Block::Console { command, printed })
            }
            text @ Part::Text(_) => text,
        };
        Self { parts: self.parts.into_iter().map(run).collect() }
    }

    fn text(&self) -> String {
        let part = |part: &Part| match part {
            Part::Text(line) => line.clone(),
            Part::Block(_, Block::Script(script)) => format!("```sh\n{script}```\n"),
            Part::Block(_, Block::Console { command, printed }) => format!("```console\n$ {command}{printed}```\n"),
        };
        self.parts.iter().map(part).collect()
    }
}

/// One command, over several lines if they end with a backslash, and what it prints.
fn console(body: &[&str]) -> Block {
    let continued = body.iter().take_while(|line| line.ends_with('\\')).count();
    let (command, printed) = body.split_at(continued.saturating_add(1));
    let command = joined(command).strip_prefix("$ ").unwrap().to_owned();
    Block::Console { command, printed: joined(printed) }
}

fn joined(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [*line, "\n"]).collect()
}

/// Runs a script in the world as people paste it, with the program in reach.
fn shell(world: &World, script: &str) -> (Option<i32>, String) {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_handfast"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.args(["-e", "-c", &format!("exec 2>&1\n{script}")]).current_dir(world.folder()).env("PATH", path);
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "OPENSSL_CONF"] {
        command.env_remove(variable);
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// The names of all pages but the index.
fn names() -> Vec<String> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = files.filter(|name| name != "README.md").collect();
    names.sort();
    names
}

fn read(name: &str) -> Page {
    Page::read(&fs::read_to_string(folder().join(name)).unwrap())
}

/// The files that every page begins with, and the index, which says how they are made.
fn beginning() -> (World, Page) {
    let world = World::empty();
    let page = read("README.md").run(&world);
    (world, page)
}

/// Why a page cannot be run with this OpenSSL.
fn cannot_run(name: &str) -> Option<&'static str> {
    let output = Command::new("openssl").arg("version").output().unwrap();
    let version = String::from_utf8(output.stdout).unwrap();
    let number = version.split_whitespace().nth(1).unwrap();
    let mut parts = number.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let (major, minor) = (parts.next().unwrap(), parts.next().unwrap());
    let always_version_3 = (major, minor) >= (3, 2);
    (name == "version-1-ca.md" && always_version_3)
        .then_some("from OpenSSL 3.2 on, no certificate of version 1 is made")
}

#[test]
#[expect(clippy::print_stderr, reason = "what is skipped is said")]
fn each_mistake_is_told_as_its_page_says_and_mended_by_its_commands() {
    let (beginning, index) = beginning();
    assert!(index.text().contains("\nexit status 0\n"), "{}", index.text());
    expect_file![folder().join("README.md")].assert_eq(&index.text());
    let names = names();
    assert!(names.len() >= 30, "{}", names.len());
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(why) = cannot_run(name) {
                eprintln!("skipped: docs/mistakes/{name}: {why}");
                continue;
            }
            if std::panic::catch_unwind(|| holds(&beginning, name)).is_err() {
                failures.lock().unwrap().push(name.clone());
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    assert_eq!(failures.into_inner().unwrap(), Vec::<String>::new());
    expect_index(&names);
}

fn holds(beginning: &World, name: &str) {
    let world = World::copy_of(beginning);
    let page = read(name);
    assert_eq!(page.sections(), SECTIONS, "{name}");
    let page = page.run(&world);
    expect_file![folder().join(name)].assert_eq(&page.text());
    let [_, says, fix] = SECTIONS;
    let ended = |printed: &str| printed.trim_end().rsplit(' ').next().unwrap().to_owned();
    let before = page.printed(says);
    assert!(
        !before.is_empty() && before.iter().all(|printed| ended(printed) != "0"),
        "{name} passes before it is mended"
    );
    let after = page.printed(fix);
    assert_eq!(
        after.last().map(|printed| ended(printed)).as_deref(),
        Some("0"),
        "{name} is not mended by its commands"
    );
}

/// Writes the index from the pages.
fn expect_index(names: &[String]) {
    const BEGIN: &str = "| mistake | what is said first |\n| --- | --- |\n";
    let row = |name: &String| {
        let page = read(name);
        let first = page.first_code().map_or_else(
            || "the anchors cannot be used".to_owned(),
            |code| format!("[`{code}`](../reason-codes.md#{code})"),
        );
        format!("| [{}]({name}) | {first} |\n", page.title())
    };
    let rows: String = names.iter().map(row).collect();
    let index = fs::read_to_string(folder().join("README.md")).unwrap();
    let (before, rest) = index.split_once(BEGIN).unwrap();
    let after: String = rest.split_inclusive('\n').skip_while(|line| line.starts_with('|')).collect();
    expect_file![folder().join("README.md")].assert_eq(&format!("{before}{BEGIN}{rows}{after}"));
}

/// What a fix holds between backticks.
fn quotations(fix: &str) -> impl Iterator<Item = &str> {
    fix.split('`').skip(1).step_by(2)
}

#[test]
fn the_openssl_commands_in_fixes_mend_what_they_are_about() {
    const ISSUE: &str = "openssl x509 -req -in peer.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 -extfile peer.ext -out peer.pem";
    const COPY: &str = "for kind in csr key ext pem; do cp issuing.$kind ca.$kind; cp client.$kind peer.$kind; done";
    let (beginning, _) = beginning();
    let edit = |of: &str, script: &str| format!("sed '{script}' {of} > edited.ext && mv edited.ext {of}");
    let peer = |script: &str| format!("{}\n{ISSUE}\n", edit("peer.ext", script));
    let ca = |script: &str| {
        let issue = ISSUE.replace("ca.", "root.").replace("peer.", "ca.");
        format!("{ISSUE}\n{}\n{issue}\n", edit("ca.ext", script))
    };
    let server = |subject: &str, script: &str| {
        let request = format!("openssl req -new -key peer.key -subj /CN={subject} -out peer.csr");
        format!("cp server.ext peer.ext\n{request}\n{}", peer(script))
    };
    let rsa = "openssl req -new -newkey rsa:1024 -nodes -keyout peer.key -subj /CN=peer -out peer.csr";
    for (broken, profile, code) in [
        (peer("s/clientAuth/serverAuth/"), "client", "usage_not_permitted"),
        (peer("s/digitalSignature/keyEncipherment/"), "client", "usage_not_permitted"),
        (peer("s/CA:FALSE/CA:TRUE/"), "client", "end_entity_is_ca"),
        ("openssl req -x509 -key peer.key -subj /CN=peer -out peer.pem".to_owned(), "client", "issuer_unknown"),
        (ISSUE.replace("-req", "-req -sha1"), "client", "algorithm_not_accepted"),
        (format!("{rsa}\n{ISSUE}"), "client", "algorithm_not_accepted"),
        (
            format!("echo '1.3.6.1.4.1.99999.7 = critical, ASN1:NULL' >> peer.ext\n{ISSUE}"),
            "client",
            "critical_extension_unknown",
        ),
        (
            peer("s|DNS:checkout.prod.example|URI:spiffe://prod.example/checkout|; /keyUsage/d"),
            "svid",
            "extension_missing",
        ),
        (server("orders.example", "/subjectAltName/d"), "webpki-server", "extension_missing"),
        (server("192.0.2.7", "/subjectAltName/d"), "webpki-server", "extension_missing"),
        (server("192.0.2.7", "s/DNS:orders.example/DNS:192.0.2.7/"), "webpki-server", "identity_malformed"),
        (server("orders.example", "/extendedKeyUsage/d"), "webpki-server", "extension_missing"),
        (peer("s/= keyid/= none/"), "rfc5280", "extension_missing"),
        (ca("s/keyCertSign, //"), "client", "usage_not_permitted"),
        (ca("/basicConstraints/d"), "client", "issuer_not_ca"),
        (format!("echo 'extendedKeyUsage = serverAuth' >> ca.ext\n{}", ca("")), "client", "usage_not_permitted"),
        (ca("s/= hash/= none/"), "rfc5280", "extension_missing"),
    ] {
        let world = World::copy_of(&beginning);
        let run = |script: &str| {
            let (status, output) = shell(&world, script);
            assert_eq!(status, Some(0), "{script}\n{output}");
        };
        run(&format!("{COPY}\n{broken}"));
        // What OpenSSL issues begins now, so now is the time.
        let decide = format!("handfast decide --anchors root.pem --chain peer.pem ca.pem --profile {profile}");
        let (mut status, mut printed) = shell(&world, &decide);
        assert_eq!((status, printed.contains(&format!("\n  {code}: "))), (Some(2), true), "{broken}\n{printed}");
        // What else is wrong shows when the first thing is mended.
        for _ in 0..3 {
            let Some(fix) = printed.lines().find_map(|line| line.strip_prefix("    fix: ")) else { break };
            let file = if fix.contains("-out ca.pem") { "ca.ext" } else { "peer.ext" };
            for line in quotations(fix).filter(|text| text.contains(" = ")) {
                let (key, _) = line.split_once(' ').unwrap();
                run(&format!("{}\necho '{line}' >> {file}", edit(file, &format!("/^{key}/d"))));
            }
            if fix.contains("out of the certificate's extension file") {
                run(&edit(file, "/critical, ASN1/d"));
            }
            let commands: Vec<&str> = quotations(fix).filter(|text| text.starts_with("openssl ")).collect();
            assert!(!commands.is_empty(), "{printed}");
            run(&commands.join("\n"));
            (status, printed) = shell(&world, &decide);
        }
        assert_eq!(status, Some(0), "{broken}\n{printed}");
    }
}
