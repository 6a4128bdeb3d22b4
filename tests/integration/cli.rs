//! The command line: exit codes, streams, and the faults of files and processes.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::support::{Run, command, folder, tickmark, tickmark_with_input};

const CLEAN: &[u8] = b"Dear Sirs:\n";
const NUL: &[u8] = b"Dear\0Sirs:\n";

/// Runs `tickmark check` over files made for the purpose.
fn check(files: &[(&str, &[u8])], arguments: &[&str]) -> Run {
    let folder = folder(files);
    let arguments: Vec<&str> = ["check", "--select", "input"].iter().chain(arguments).copied().collect();
    tickmark(folder.path(), &arguments)
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

#[test]
fn cases() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}

#[test]
fn the_exit_code_is_the_same_whatever_the_format() {
    let expect = |files: &[(&str, &[u8])], code: i32| {
        for format in ["full", "concise", "json"] {
            let run = check(files, &["-f", format, "."]);
            assert_eq!(run.code, Some(code), "{format}: {run:?}");
        }
    };
    expect(&[("a.txt", CLEAN)], 0);
    expect(&[("a.txt", NUL)], 1);
    expect(&[("a.txt", NUL), ("b.txt", b"%PDF-1.4")], 2);
    expect(&[], 2);
}

#[test]
fn the_output_does_not_depend_on_the_threads() {
    let files: Vec<(String, Vec<u8>)> =
        (0..60).map(|at| (format!("{at}.txt"), if at % 3 == 0 { NUL } else { CLEAN }.repeat(at + 1))).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, content)| (name.as_str(), &content[..])).collect();
    let one = check(&files, &["-j", "1", "-f", "json", "."]);
    assert_eq!(json(&one)["inputs"].as_array().map(Vec::len), Some(60));
    for jobs in ["2", "13", "0"] {
        assert_eq!(check(&files, &["-j", jobs, "-f", "json", "."]).stdout, one.stdout);
    }
}

#[test]
fn severities_fail_as_asked() {
    let code = |fail_on: &str| check(&[("a.txt", b"")], &["--fail-on", fail_on, "a.txt"]).code;
    assert_eq!([code("error"), code("warning"), code("never")], [Some(0), Some(1), Some(0)]);
}

#[test]
fn usage_errors_exit_with_2_and_keep_standard_output_clean() {
    let expect = |arguments: &[&str], part: &str| {
        let run = tickmark(folder(&[("a.txt", CLEAN)]).path(), arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:?}");
        assert!(run.stderr.contains(part), "{run:?}");
    };
    expect(&["check", "--colour"], "--colour");
    expect(&["check", "--select", "input/emtpy", "a.txt"], "did you mean `input/empty`?");
    expect(&["check", "--rules", "gone", "a.txt"], "cannot read gone: no such file");
    expect(&["check", "--rules", ".", "a.txt"], "no rule files");
    expect(&["check", "--select", "input", "--ignore", "input", "a.txt"], "no rule is active");
    expect(&["check", "--max-file-size", "0", "a.txt"], "must lie between");
    expect(&["explain", "input/emtpy"], "did you mean `input/empty`?");
    expect(&["explain", "encoding"], "did you mean `input/encoding`?");
    expect(&["outline", "gone.txt"], "cannot read gone.txt: no such file");
    expect(&["outline", "."], "a folder");
    expect(&["query", "signiture", "a.txt"], "did you mean `signature`?");
    expect(&["schema", "tree"], "possible values: rule, config, report, nodes");
}

#[test]
fn fault_01_an_empty_file_is_counted_and_warned_of() {
    let run = check(&[("a.txt", b"")], &["a.txt"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stdout.contains("warning[input/empty]: the file is empty"), "{run:?}");
}

#[test]
fn fault_02_03_bytes_out_of_place_are_findings() {
    let run = check(&[("a.txt", NUL), ("b.txt", b"Soci\xE9t\xE9\n")], &["-f", "concise", "."]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("a.txt:1:5: error[input/control-character]"), "{run:?}");
    assert!(run.stdout.contains("b.txt:1:5: error[input/encoding] the byte at offset 4"), "{run:?}");
}

/// An exhibit with findings on several of its lines, after a line with a form feed and characters outside of ASCII.
const ODD_LINES: &str = "                                 SCHEDULE A\n\n\u{c}HARBOR FUNDS\n\nHarbor Bond Fund\nHarbor “Gold” Fund\nHarbor “Gold” Fund\n\n\
    \tThe fee is §\u{a0}2 of Schedule a.\n";

/// Rule, line, column, length in characters and fingerprint of every finding, and the bytes at its place.
fn places(bytes: &[u8]) -> Vec<(String, String)> {
    let run = check(&[("a.txt", bytes)], &["--select=fund,edgar", "--format=json", "."]);
    let report = json(&run);
    let findings = report["findings"].as_array().expect("findings").iter();
    let place = |finding: &Value| {
        let keys =
            ["rule", "line", "column", "end_line", "end_column", "fingerprint"].map(|key| finding[key].to_string());
        let offset = |key: &str| finding["span"][key].as_u64().expect("an offset") as usize;
        (keys.join(" "), String::from_utf8_lossy(&bytes[offset("start")..offset("end")]).into_owned())
    };
    findings.map(place).collect()
}

#[test]
fn fault_04_06_07_line_ends_and_a_byte_order_mark_change_no_place() {
    let expected = places(ODD_LINES.as_bytes());
    for rule in ["fund/unique-portfolio\" 7 1", "edgar/characters\" 9 2"] {
        assert!(expected.iter().any(|(keys, _)| keys.contains(rule)), "{rule}: {expected:?}");
    }
    let crlf = ODD_LINES.replace('\n', "\r\n");
    let marked = format!("\u{feff}{ODD_LINES}");
    for (name, variant) in [("CRLF", crlf), ("CR", ODD_LINES.replace('\n', "\r")), ("BOM", marked)] {
        assert_eq!(places(variant.as_bytes()), expected, "{name}");
    }
}

#[test]
fn fault_08_a_form_feed_ends_a_page_and_no_line() {
    let folder = folder(&[("a.txt", ODD_LINES.as_bytes())]);
    let found = |selector: &str| tickmark(folder.path(), &["query", selector, "a.txt"]).stdout;
    assert_eq!(found("page-break"), "a.txt:3: page-break\n");
    assert_eq!(found("registrant"), "a.txt:3: registrant \"HARBOR FUNDS\"\n");
    assert_eq!(found("line").lines().count(), ODD_LINES.lines().count());
}

#[test]
fn fault_05_utf16_is_read_by_its_mark_and_refused_where_it_is_none() {
    let wide: Vec<u8> = format!("\u{feff}{ODD_LINES}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let run = check(&[("a.txt", &wide)], &["-f", "concise", "--select=input,fund/unique-portfolio", "."]);
    assert!(run.stdout.contains("a.txt:7:1: error[fund/unique-portfolio]"), "{run:?}");
    assert!(run.stdout.contains("error[input/encoding] the file is UTF-16LE"), "{run:?}");
    let run = check(&[("a.txt", b"\xFF\xFE\0\xD8"), ("b.txt", CLEAN)], &["."]);
    assert!(run.code == Some(2) && run.stdout.contains("UTF-16LE by its byte order mark, but not valid"), "{run:?}");
    assert!(run.stdout.contains("Checked 1 of 2 files"), "{run:?}");
}

#[test]
fn fault_12_a_file_over_the_limit_is_named() {
    let run = check(&[("a.txt", CLEAN), ("b.txt", b"x")], &["--max-file-size", "5", "."]);
    assert_eq!(run.code, Some(2));
    assert!(run.stdout.contains("a.txt   over the 5 B limit (raise: --max-file-size)"), "{run:?}");
    assert!(run.stdout.contains("Checked 1 of 2 files"), "{run:?}");
}

#[test]
fn fault_14_files_are_what_they_hold_whatever_their_names() {
    let files: [(&str, &[u8]); 6] = [
        ("a.txt", b"PK\x03\x04"),
        ("b.txt", b"<html>"),
        ("c.txt", b"\x1F\x8B"),
        ("d.txt", b"%PDF-1.4\n"),
        ("e.txt", PAGE),
        ("f.htm", LIST),
    ];
    let run = check(&files, &["--select=fund/unique-portfolio", "."]);
    assert_eq!(run.code, Some(2));
    for part in [
        "a.txt   a damaged archive: invalid zip archive",
        "b.txt   an HTML document",
        "c.txt   a damaged archive: unexpected end of file",
        "d.txt   a PDF file, not an exhibit",
        "[e.txt:8:9]",
        "[f.htm:6:1]",
        "Checked 2 of 6 files",
    ] {
        assert!(run.stdout.contains(part), "{part}: {run:?}");
    }
}

/// The list of [`PAGE`] in plain text.
const LIST: &[u8] =
    b"                                 SCHEDULE A\n\nHARBOR FUNDS\nHarbor Bond Fund\nHarbor Gold & Metals Fund\n\
                      Harbor Gold & Metals Fund\n";
const PAGE: &[u8] = b"<html><body>\n<p align=\"center\">SCHEDULE A</p>\n<table>\n<tr><td>HARBOR FUNDS</td></tr>\n\
                      <tr><td>Harbor Bond Fund</td></tr>\n<tr><td>Harbor Gold &amp; Metals\nFund</td></tr>\n\
                      <tr><td>Harbor <b>Gold</b> &amp; Metals Fund</td></tr>\n</table>\n</body></html>\n";

#[test]
fn a_finding_in_html_stands_in_the_source_and_is_known_from_the_text() {
    let folder = folder(&[("a.htm", PAGE), ("b.txt", LIST)]);
    let select = ["check", "--select", "fund/unique-portfolio"];
    let run = tickmark(folder.path(), &[&select[..], &["--format", "json", "a.htm", "b.txt"]].concat());
    let report = json(&run);
    let (page, list) = (&report["findings"][0], &report["findings"][1]);
    assert_eq!((&page["path"], &page["line"], &page["column"]), (&"a.htm".into(), &8.into(), &9.into()), "{run:?}");
    let span = |name: &str| page["span"][name].as_u64().expect("a byte") as usize;
    assert_eq!(&PAGE[span("start")..span("end")], b"Harbor <b>Gold</b> &amp; Metals Fund");
    assert_eq!(page["evidence"][0]["line"], 6, "{run:?}");
    assert_eq!(page["fingerprint"], list["fingerprint"], "{run:?}");

    let run = tickmark(folder.path(), &[&select[..], &["a.htm"]].concat());
    assert!(run.stdout.contains("[a.htm:8:9]"), "{run:?}");
    assert!(run.stdout.contains(" 8 │ Harbor Gold & Metals Fund\n"), "{run:?}");
    assert!(run.stdout.contains(" 6 │ Harbor Gold & Metals Fund\n"), "{run:?}");
}

#[test]
fn fault_19_30_one_bad_path_does_not_stop_the_others() {
    let run = check(&[("a.txt", NUL)], &["gone.txt", "a.txt"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stdout.contains("error[input/control-character]"), "{run:?}");
    assert!(run.stdout.contains("gone.txt   no such file or folder"), "{run:?}");
}

#[cfg(unix)]
#[test]
fn fault_17_a_file_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder(&[("a.txt", CLEAN), ("b.txt", CLEAN)]);
    let closed = folder.path().join("a.txt");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("mode");
    // The superuser reads every file.
    let is_root = fs::read(&closed).is_ok();
    let run = tickmark(folder.path(), &["check", "."]);
    if !is_root {
        assert_eq!(run.code, Some(2));
        assert!(run.stdout.contains("a.txt   permission denied"), "{run:?}");
    }
    assert!(run.stdout.contains(if is_root { "Checked 2 files" } else { "Checked 1 of 2 files" }), "{run:?}");
}

#[cfg(unix)]
#[test]
fn fault_24_25_odd_names_are_checked_and_shown_on_one_line() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = folder(&[("new\nline.txt", NUL), ("esc\x1b.txt", NUL)]);
    fs::write(folder.path().join(OsStr::from_bytes(b"caf\xE9.txt")), NUL).expect("written");
    let concise = tickmark(folder.path(), &["check", "-f", "concise", "."]).stdout;
    for name in ["caf%E9.txt:1:5: ", "esc␛.txt:1:5: ", "new␊line.txt:1:5: "] {
        assert!(concise.lines().any(|line| line.starts_with(name)), "{name}: {concise}");
    }
    let run = tickmark(folder.path(), &["check", "-f", "json", "."]);
    let paths: Vec<String> = json(&run)["inputs"]
        .as_array()
        .expect("inputs")
        .iter()
        .map(|input| input["path"].as_str().expect("path").to_owned())
        .collect();
    assert_eq!(paths, ["caf%E9.txt", "esc\x1b.txt", "new\nline.txt"]);
}

#[test]
fn fault_26_a_name_that_starts_with_a_dash_stands_after_two() {
    let run = check(&[("-q.txt", CLEAN)], &["--", "-q.txt"]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn fault_28_nothing_to_check_is_no_success() {
    let run = check(&[("a.json", b"{}")], &["."]);
    assert_eq!(run.code, Some(2));
    assert!(run.stdout.contains("Nothing was checked"), "{run:?}");
    assert_eq!(check(&[("a.json", b"{}")], &["--allow-empty", "."]).code, Some(0));
}

#[test]
fn fault_29_the_same_file_is_checked_once() {
    let run = check(&[("a.txt", NUL)], &["-f", "json", "a.txt", "./a.txt", "."]);
    assert_eq!(json(&run)["findings"].as_array().map(Vec::len), Some(1), "{run:?}");
}

#[cfg(unix)]
#[test]
fn fault_39_a_closed_pipe_ends_quietly() {
    let folder = folder(&[("a.txt", NUL)]);
    let mut child = command(folder.path())
        .args(["check", "-f", "json", "-", "a.txt"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("tickmark starts");
    // tickmark waits for its input, so the reader is gone before anything is written.
    drop(child.stdout.take());
    drop(child.stdin.take());
    let output = child.wait_with_output().expect("tickmark ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(141), &b""[..]));
}

#[cfg(target_os = "linux")]
#[test]
fn fault_40_a_full_disk_is_told() {
    let folder = folder(&[("a.txt", CLEAN)]);
    for arguments in [&["check", "a.txt"][..], &["rules"], &["outline", "a.txt"], &["man"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("device");
        let output = command(folder.path()).args(arguments).stdout(full).output().expect("run");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains("cannot write to standard output: no space left"), "{stderr}");
    }
}

#[test]
fn fault_45_empty_standard_input_is_no_clean_document() {
    let folder = folder(&[]);
    let run = tickmark_with_input(folder.path(), &["check", "-"], b"");
    assert_eq!(run.code, Some(2));
    assert!(run.stdout.contains("<stdin>   standard input is empty or closed"), "{run:?}");
    let run = tickmark_with_input(folder.path(), &["check", "--stdin-filename", "draft.txt", "-q", "-"], NUL);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("─[draft.txt:1:5]"), "{run:?}");
}

#[test]
fn fault_50_absurd_jobs_are_clamped_with_a_note() {
    let run = check(&[("a.txt", CLEAN)], &["--jobs", "1000000", "a.txt"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stderr.starts_with("note: 1000000 threads"), "{run:?}");
}

#[test]
fn fault_52_a_bare_environment_works_and_colours_are_asked_for() {
    let folder = folder(&[("a.txt", NUL)]);
    let run = |name: &str, value: &str| {
        let mut command = command(folder.path());
        command.args(["check", "a.txt"]).env(name, value);
        String::from_utf8(command.output().expect("run").stdout).expect("utf-8")
    };
    let plain = run("LC_ALL", "C");
    assert!(plain.contains("╭─[a.txt:1:5]") && !plain.contains('\x1b'), "{plain}");
    assert_eq!(run("COLUMNS", "20"), plain);
    assert!(run("FORCE_COLOR", "1").contains("\x1b[1;31merror"));
}

#[test]
fn fault_53_a_mistake_of_the_users_shows_no_backtrace() {
    let folder = folder(&[]);
    let mut command = command(folder.path());
    command.args(["outline", "gone.txt"]).env("RUST_BACKTRACE", "1");
    let stderr = String::from_utf8(command.output().expect("run").stderr).expect("utf-8");
    assert_eq!(stderr, "error: cannot read gone.txt: no such file or folder\n");
}

#[cfg(unix)]
#[test]
fn fault_23_a_named_fifo_is_an_error_and_is_not_waited_for() {
    let folder = folder(&[]);
    let fifo = folder.path().join("pipe.txt");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
    assert!(made.success());
    let mut child =
        command(folder.path()).args(["check", "pipe.txt"]).stdout(Stdio::null()).spawn().expect("tickmark starts");
    for _ in 0..100 {
        if let Some(status) = child.try_wait().expect("status") {
            assert_eq!(status.code(), Some(2));
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().expect("killed");
    panic!("tickmark waits for the FIFO");
}

#[test]
fn the_outline_is_one_json_document() {
    let folder = folder(&[("a.txt", CLEAN)]);
    let outline = json(&tickmark(folder.path(), &["outline", "-f", "json", "a.txt"]));
    assert_eq!((&outline["version"], &outline["document"]["kind"]), (&Value::from(1), &Value::from("document")));
}

#[test]
fn a_query_answers_by_its_exit_code_like_grep() {
    let folder = folder(&[("a.txt", CLEAN)]);
    let found = tickmark(folder.path(), &["query", "document", "a.txt"]);
    assert_eq!(found.code, Some(0));
    assert!(found.stdout.starts_with("a.txt:1: document"), "{found:?}");
    assert_eq!(tickmark(folder.path(), &["query", "signature", "a.txt"]).code, Some(1));
    assert_eq!(tickmark(folder.path(), &["query", "document", "gone.txt", "a.txt"]).code, Some(2));
}

#[test]
fn generated_files_are_whole() {
    let folder = folder(&[]);
    assert!(tickmark(folder.path(), &["man"]).stdout.contains(".TH tickmark 1"));
    assert!(tickmark(folder.path(), &["completions", "bash"]).stdout.contains("complete -F _tickmark"));
    assert!(tickmark(folder.path(), &["schema", "nodes"]).stdout.contains("\nportfolio\n"));
}
