//! Patterns for paths, as the configuration writes them: `drafts/**`, `*.old.txt`.
//!
//! A pattern is matched against the path below the project's root, `/` between folders. `*` and `?` stay inside one name, `**`
//! crosses folders. A pattern without a slash means a name in any folder; one that names a folder means all below it.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A set of patterns.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    set: GlobSet,
}

/// The folder that patterns are relative to, and the one that given paths are relative to; both absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Root {
    /// The project's root.
    pub folder: PathBuf,
    /// The working directory.
    pub working: PathBuf,
}

impl Patterns {
    /// Reads patterns.
    ///
    /// # Errors
    /// The index of the first pattern that is none, and why.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Result<Self, (usize, String)> {
        let mut builder = GlobSetBuilder::new();
        for (index, pattern) in patterns.into_iter().enumerate() {
            for pattern in forms(pattern) {
                let glob = GlobBuilder::new(&pattern).literal_separator(true).backslash_escape(true).build();
                builder.add(glob.map_err(|error| (index, error.kind().to_string()))?);
            }
        }
        let set = builder.build().map_err(|error| (0, error.kind().to_string()))?;
        Ok(Self { set })
    }

    /// Whether any pattern matches a path below the root.
    pub fn is_match(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }
}

/// What a pattern stands for: itself, in any folder where it has no slash, and all that is below it.
fn forms(pattern: &str) -> [String; 2] {
    let inner = pattern.strip_prefix("./").unwrap_or(pattern);
    let is_rooted = inner.trim_end_matches('/').contains('/');
    let inner = inner.trim_start_matches('/').trim_end_matches('/');
    let prefix = if is_rooted || inner.is_empty() { "" } else { "**/" };
    [format!("{prefix}{inner}"), format!("{prefix}{inner}/**")]
}

impl Root {
    /// A path below the root with `/` between folders; a path elsewhere without its leading slash. Links are not followed.
    pub fn relative(&self, path: &Path) -> String {
        let absolute = normal(&self.working.join(path));
        let below = absolute.strip_prefix(&self.folder).unwrap_or(&absolute);
        let names = below.components().filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy()),
            _ => None,
        });
        names.collect::<Vec<_>>().join("/")
    }
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Patterns, Root};

    fn check(pattern: &str, matched: &[&str], unmatched: &[&str]) {
        let patterns = Patterns::new([pattern]).expect("a pattern");
        for path in matched {
            assert!(patterns.is_match(path), "{pattern} matches {path}");
        }
        for path in unmatched {
            assert!(!patterns.is_match(path), "{pattern} does not match {path}");
        }
    }

    #[test]
    fn patterns_mean_names_folders_and_paths() {
        check("*.old.txt", &["a.old.txt", "x/y/a.old.txt"], &["a.txt", "a.old.txt.bak"]);
        check("archive", &["archive", "archive/a.txt", "x/archive/y/a.txt"], &["archives/a.txt"]);
        check("archive/", &["archive/a.txt", "x/archive/a.txt"], &["archive.txt"]);
        check("/drafts", &["drafts/a.txt"], &["x/drafts/a.txt"]);
        check("drafts/*.txt", &["drafts/a.txt"], &["drafts/x/a.txt", "x/drafts/a.txt"]);
        check("./drafts/**", &["drafts/a.txt", "drafts/x/a.txt"], &["a.txt"]);
        check("ex-[ab].txt", &["ex-a.txt"], &["ex-c.txt"]);
        check("{a,b}/*.txt", &["a/x.txt", "b/x.txt"], &["c/x.txt"]);
    }

    #[test]
    fn what_is_no_pattern_is_told() {
        let (index, message) = Patterns::new(["a", "drafts/[a"]).expect_err("no pattern");
        assert_eq!(index, 1);
        assert!(message.contains("unclosed character class"), "{message}");
    }

    #[test]
    fn paths_are_taken_below_the_root() {
        let root = Root { folder: "/work/project".into(), working: "/work/project/sub".into() };
        let check = |path: &str, expected: &str| assert_eq!(root.relative(Path::new(path)), expected);
        check("a.txt", "sub/a.txt");
        check("./a/../b.txt", "sub/b.txt");
        check("../a.txt", "a.txt");
        check("/work/project/x/a.txt", "x/a.txt");
        check("/elsewhere/a.txt", "elsewhere/a.txt");
    }
}
