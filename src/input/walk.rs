//! From the paths of the command line to inputs, in a stable order.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::name::{no_exhibit, shown_path};
use super::{Content, Input, Source, reason};
use crate::glob::{Patterns, Root};

/// Why a walk passed over what the configuration excludes.
const EXCLUDED: &str = "excluded by the configuration";

/// How paths are turned into inputs.
#[derive(Clone, Debug, Default)]
pub struct WalkOptions {
    /// Whether links inside a folder are followed.
    pub follow: bool,
    /// The path that reports give to standard input.
    pub stdin_path: Option<String>,
    /// What a walk passes over.
    pub exclude: Patterns,
    /// What the patterns are relative to.
    pub root: Root,
    /// Whether files that are named are passed over, too.
    pub force_exclude: bool,
}

/// An input with what is needed to tell whether it was met before.
struct Met {
    input: Input,
    path: PathBuf,
    is_named: bool,
}

/// Turns paths into inputs: those of the first path first, those of a folder by path.
///
/// `-` is standard input. A file that several paths lead to is one input; it is read if any of them names it.
pub fn collect(paths: &[PathBuf], options: &WalkOptions) -> Vec<Input> {
    let mut met = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            met.push(stdin(options));
            continue;
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk(path, options, &mut met),
            Ok(metadata) if metadata.is_file() && options.force_exclude && is_excluded(path, options) => {
                met.push(skipped(path, EXCLUDED));
            }
            Ok(metadata) if metadata.is_file() => met.push(source(path, true)),
            Ok(_) => met.push(failed(path, "not a regular file")),
            Err(error) => met.push(failed(path, &named_reason(path, &error))),
        }
    }
    if paths.len() > 1 || options.follow {
        met = distinct(met);
    }
    met.into_iter().map(|met| met.input).collect()
}

fn stdin(options: &WalkOptions) -> Met {
    let path = options.stdin_path.clone().unwrap_or_else(|| "<stdin>".into());
    Met { input: Input::Source(Source { path, content: Content::Stdin }), path: PathBuf::from("-"), is_named: true }
}

fn source(path: &Path, is_named: bool) -> Met {
    Met {
        input: Input::Source(Source { path: shown_path(path), content: Content::File(path.to_owned()) }),
        path: path.to_owned(),
        is_named,
    }
}

fn failed(path: &Path, reason: &str) -> Met {
    Met {
        input: Input::Failed { path: shown_path(path), reason: reason.to_owned() },
        path: path.to_owned(),
        is_named: true,
    }
}

fn skipped(path: &Path, reason: impl Into<String>) -> Met {
    Met {
        input: Input::Skipped { path: shown_path(path), reason: reason.into() },
        path: path.to_owned(),
        is_named: false,
    }
}

fn named_reason(path: &Path, error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_ok() {
        return "a link that leads nowhere".into();
    }
    reason(error)
}

/// Drops what was met before. A path that was named wins over the same path found in a walk.
fn distinct(met: Vec<Met>) -> Vec<Met> {
    let identity = |met: &Met| fs::canonicalize(&met.path).unwrap_or_else(|_| met.path.clone());
    let named: HashSet<PathBuf> = met.iter().filter(|met| met.is_named).map(identity).collect();
    let mut seen = HashSet::new();
    met.into_iter()
        .filter(|met| {
            let identity = identity(met);
            (met.is_named || !named.contains(&identity)) && seen.insert(identity)
        })
        .collect()
}

fn walk(root: &Path, options: &WalkOptions, met: &mut Vec<Met>) {
    let walk =
        WalkBuilder::new(root).follow_links(options.follow).git_global(false).sort_by_file_path(Path::cmp).build();
    for entry in walk {
        match entry {
            Ok(entry) => met.extend(found(root, &entry, options)),
            Err(error) => met.push(unreadable(root, &error)),
        }
    }
}

/// What a walk makes of an entry; nothing of folders.
fn found(root: &Path, entry: &DirEntry, options: &WalkOptions) -> Option<Met> {
    let path = below(root, entry.path());
    let kind = entry.file_type()?;
    if kind.is_dir() {
        return None;
    }
    if is_excluded(path, options) {
        return Some(skipped(path, EXCLUDED));
    }
    if kind.is_symlink() {
        let is_dangling = fs::metadata(path).is_err();
        let reason = if is_dangling { "a link that leads nowhere" } else { "a link (followed with --follow)" };
        return Some(skipped(path, reason));
    }
    if !kind.is_file() {
        return Some(skipped(path, "not a regular file"));
    }
    match no_exhibit(path) {
        Some(extension) => Some(skipped(path, format!("not an exhibit: .{extension}"))),
        None => Some(source(path, false)),
    }
}

fn is_excluded(path: &Path, options: &WalkOptions) -> bool {
    !options.exclude.is_empty() && options.exclude.is_match(&options.root.relative(path))
}

/// The path without the `./` that a walk of `.` puts before it.
fn below<'p>(root: &Path, path: &'p Path) -> &'p Path {
    if root.as_os_str() == "." { path.strip_prefix(".").unwrap_or(path) } else { path }
}

fn unreadable(root: &Path, error: &ignore::Error) -> Met {
    let path = below(root, error_path(error).unwrap_or(root));
    if is_loop(error) {
        return skipped(path, "a link to a folder that it stands in");
    }
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) && fs::metadata(path).is_err() {
        return skipped(path, "a link that leads nowhere");
    }
    let reason = error.io_error().map_or_else(|| error.to_string(), reason);
    failed(path, &reason)
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error_path(err),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::Partial(errors) => errors.iter().find_map(error_path),
        _ => None,
    }
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Loop { .. } => true,
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => is_loop(err),
        _ => false,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use tempfile::TempDir;

    use super::{WalkOptions, collect};
    use crate::input::Input;

    fn folder(files: &[&str]) -> TempDir {
        let folder = TempDir::new().expect("folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("parent")).expect("folders");
            fs::write(path, "x").expect("written");
        }
        folder
    }

    /// The inputs of some paths below `root`: `path`, `path: reason` for a skip, `path! reason` for a failure.
    fn found(root: &Path, paths: &[&str], follow: bool) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
        let options = WalkOptions { follow, ..WalkOptions::default() };
        let prefix = format!("{}/", root.display());
        let below = |path: &str| path.strip_prefix(&prefix).unwrap_or(path).to_owned();
        collect(&paths, &options)
            .iter()
            .map(|input| match input {
                Input::Source(source) => below(&source.path),
                Input::Skipped { path, reason } => format!("{}: {reason}", below(path)),
                Input::Failed { path, reason } => format!("{}! {reason}", below(path)),
            })
            .collect()
    }

    #[test]
    fn a_walk_reads_exhibits_by_path_and_counts_the_rest() {
        let folder = folder(&["b.txt", "a/z.TXT", "a/LICENSE", "a.json", ".hidden.txt", "v1.2"]);
        assert_eq!(
            found(folder.path(), &[""], false),
            ["a/LICENSE", "a/z.TXT", "a.json: not an exhibit: .json", "b.txt", "v1.2: not an exhibit: .2"]
        );
    }

    #[test]
    fn ignore_files_are_obeyed_in_walks_and_not_for_named_files() {
        let folder = folder(&["a.txt", "b.txt"]);
        fs::write(folder.path().join(".ignore"), "b.txt\n").expect("written");
        assert_eq!(found(folder.path(), &[""], false), ["a.txt"]);
        assert_eq!(found(folder.path(), &["b.txt"], false), ["b.txt"]);
    }

    #[test]
    fn fault_17_18_what_may_not_be_read_is_named() {
        let folder = folder(&["closed/a.txt", "b.txt"]);
        let closed = folder.path().join("closed");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("mode");
        let is_root = fs::read_dir(&closed).is_ok();
        let inputs = found(folder.path(), &[""], false);
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).expect("mode");
        // The superuser reads every folder.
        let expected = if is_root { ["b.txt", "closed/a.txt"] } else { ["b.txt", "closed! permission denied"] };
        assert_eq!(inputs, expected);
    }

    #[test]
    fn fault_19_a_missing_path_is_named_and_others_are_read() {
        let folder = folder(&["a.txt"]);
        assert_eq!(found(folder.path(), &["gone.txt", "a.txt"], false), ["gone.txt! no such file or folder", "a.txt"]);
    }

    #[test]
    fn fault_20_22_links_are_counted_and_followed_only_when_asked() {
        let (folder, outside) = (folder(&["a.txt"]), folder(&["out.txt"]));
        symlink("nowhere.txt", folder.path().join("dangling.txt")).expect("link");
        symlink(outside.path(), folder.path().join("out")).expect("link");
        assert_eq!(
            found(folder.path(), &[""], false),
            ["a.txt", "dangling.txt: a link that leads nowhere", "out: a link (followed with --follow)"]
        );
        assert_eq!(
            found(folder.path(), &[""], true),
            ["a.txt", "dangling.txt: a link that leads nowhere", "out/out.txt"]
        );
        assert_eq!(found(folder.path(), &["dangling.txt"], false), ["dangling.txt! a link that leads nowhere"]);
    }

    #[test]
    fn fault_21_a_loop_of_links_ends() {
        let folder = folder(&["a.txt", "sub/b.txt"]);
        symlink("..", folder.path().join("sub/up")).expect("link");
        assert_eq!(
            found(folder.path(), &[""], true),
            ["a.txt", "sub/b.txt", "sub/up: a link to a folder that it stands in"]
        );
    }

    #[test]
    fn fault_23_a_fifo_is_never_opened() {
        let folder = folder(&["a.txt"]);
        let fifo = folder.path().join("pipe.txt");
        assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
        assert_eq!(found(folder.path(), &[""], false), ["a.txt", "pipe.txt: not a regular file"]);
        assert_eq!(found(folder.path(), &["pipe.txt"], false), ["pipe.txt! not a regular file"]);
    }

    #[test]
    fn fault_29_a_file_is_an_input_once() {
        let folder = folder(&["a.txt", "b.json"]);
        assert_eq!(found(folder.path(), &["a.txt", "./a.txt"], false), ["a.txt"]);
        assert_eq!(found(folder.path(), &["", "b.json"], false), ["a.txt", "b.json"]);
        assert_eq!(found(folder.path(), &["", "."], false), ["a.txt", "b.json: not an exhibit: .json"]);
    }
}
