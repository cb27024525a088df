//! A Swift compiler: the one on the PATH, or Debian's, in a folder of its own.
//!
//! Debian has Swift since its release 13. Its packages are taken from there by name and unpacked below `target`, and nothing is
//! installed: programs see that folder as their root, and the checkout where it is, for as long as they run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Done, captured, exists, root, run, say};
use crate::setup::is_root;

/// The release of Debian that Swift is taken from.
const RELEASE: &str = "trixie";

/// Swift, and what its driver and its package manager start.
const PACKAGES: [&str; 7] = ["swiftlang", "base-files", "dash", "coreutils", "git", "libc6-dev", "libstdc++-14-dev"];

/// Shows the checkout and the machine's devices and processes in the folder given first, to this process and its children
/// only, and goes there: the folder, the checkout, where to work, the library's folder, the command.
const ENTER: &str = r#"
set -e
folder=$1 checkout=$2
mkdir -p "$folder$checkout" "$folder/dev" "$folder/proc"
mount --bind "$checkout" "$folder$checkout"
mount --rbind /dev "$folder/dev"
mount --rbind /proc "$folder/proc"
shift 2
exec chroot "$folder" /usr/bin/env -i HOME=/tmp LANG=C.UTF-8 PATH=/usr/libexec/swift/bin:/usr/bin:/bin \
    sh -c 'cd "$1" && export LD_LIBRARY_PATH="$2" && shift 2 && exec "$@"' sh "$@"
"#;

pub(super) enum Compiler {
    OnPath,
    /// In this folder, as the root of its file system.
    Within(PathBuf),
}

impl Compiler {
    /// A compiler that runs; else why there is none.
    pub(super) fn find() -> Done<Self> {
        if exists("swift") {
            return Ok(Self::OnPath);
        }
        let needed = ["apt-get", "dpkg-deb", "unshare", "chroot"];
        if !cfg!(target_os = "linux") || !needed.into_iter().all(exists) || !is_root() {
            return Err("none on the PATH, and no Debian to take one from as root".to_owned());
        }
        let folder = root().join("target").join("tools").join("swift");
        let found = Self::Within(folder.clone());
        if found.runs().is_err() {
            let _ = fs::remove_dir_all(&folder);
            unpack(&folder).and_then(|()| found.runs()).inspect_err(|_| drop(fs::remove_dir_all(&folder)))?;
        }
        Ok(found)
    }

    fn runs(&self) -> Done {
        let (succeeded, printed) = captured(&mut self.command("swift", &["--version"], &root()))?;
        if succeeded { Ok(()) } else { Err(format!("Debian's does not run here: {}", printed.trim())) }
    }

    /// A command that is started in a folder of the checkout, and finds the native library.
    pub(super) fn command(&self, program: &str, arguments: &[&str], folder: &Path) -> Command {
        let library = root().join("target").join("debug");
        let mut command = match self {
            Self::OnPath => Command::new(program),
            Self::Within(within) => {
                let mut command = Command::new("unshare");
                command.args(["--mount", "sh", "-c", ENTER, "sh"]).args([within, &root()]);
                command.args([folder, &library]).arg(program);
                command
            }
        };
        command.args(arguments).current_dir(folder).env("LD_LIBRARY_PATH", &library);
        command
    }
}

/// Unpacks the packages and what they need, by an apt that knows nothing of what this machine has.
fn unpack(folder: &Path) -> Done {
    say!("Swift is taken from Debian {RELEASE}: some 600 MB are fetched, and 3 GB unpacked in target/tools/swift ...");
    let apt = folder.join("apt");
    for place in [
        "etc/apt/apt.conf.d",
        "etc/apt/preferences.d",
        "var/lib/apt/lists/partial",
        "var/lib/dpkg",
        "var/cache/apt/archives/partial",
    ] {
        fs::create_dir_all(apt.join(place)).map_err(|error| error.to_string())?;
    }
    let keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
    let source = format!("deb [signed-by={keys}] {} {RELEASE} main\n", mirror()?);
    let files = [("etc/apt/sources.list", source.as_str()), ("var/lib/dpkg/status", "")];
    for (file, text) in files {
        fs::write(apt.join(file), text).map_err(|error| format!("{file}: {error}"))?;
    }
    let apt_get = || {
        let mut command = Command::new("apt-get");
        command.args(["-qq", "-o", "APT::Sandbox::User=root"]);
        command.arg("-o").arg(format!("Dir={}", apt.display()));
        command.arg("-o").arg(format!("Dir::State::status={}", apt.join("var/lib/dpkg/status").display()));
        command
    };
    run(apt_get().arg("update"))?;
    run(apt_get().args(["install", "--yes", "--no-install-recommends", "--download-only"]).args(PACKAGES))?;
    let archives = apt.join("var/cache/apt/archives");
    for entry in fs::read_dir(&archives).map_err(|error| error.to_string())?.flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "deb") {
            run(Command::new("dpkg-deb").arg("--extract").args([&entry.path(), folder]))?;
        }
    }
    // What the packages would do when they are installed; nothing else of that is needed.
    run(Command::new("ln").args(["-sf", "dash"]).arg(folder.join("usr/bin/sh")))?;
    fs::remove_dir_all(&apt).map_err(|error| error.to_string())
}

/// Where this machine takes Debian's packages from; apt says so once it has looked there.
fn mirror() -> Done<String> {
    let known = || {
        let (_, places) = captured(Command::new("apt-get").args(["indextargets", "--format", "$(REPO_URI)"]))?;
        let debian = places.lines().find(|place| place.trim_end_matches('/').ends_with("/debian"));
        debian.map(ToOwned::to_owned).ok_or_else(|| "apt is not told where Debian's packages are".to_owned())
    };
    known().or_else(|_| run(Command::new("apt-get").args(["-qq", "update"])).and_then(|()| known()))
}
