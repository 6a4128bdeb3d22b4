//! Submissions and archives: the same exhibit gives the same findings in whatever it is filed.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use zip::write::SimpleFileOptions;

use crate::support::{Run, folder, tickmark, tickmark_with_input};

/// An exhibit with a portfolio listed twice, a label unlike its heading and a rule of dashes.
const EXHIBIT: &str = "                                                                  EXHIBIT e(1)(d)

                                AMENDMENT NO. 3
                                     TO THE
                             DISTRIBUTION AGREEMENT

    The agreement is amended so that Schedule a is replaced by the one attached.
--------------------------------------------------------------------------------

                                   SCHEDULE A

HARBOR FUNDS

PORTFOLIOS

     Harbor Bond Fund
     Harbor Energy Fund
     Harbor Energy Fund
";
/// The exhibit as a page, with a tag that EDGAR refuses and a list whose items are numbered by the reader's browser.
const PAGE: &str = "<html><head><title>Exhibit</title></head>
<body onload=\"go()\">
<p align=right>EXHIBIT e(1)(d)</p>
<p align=center>AMENDMENT NO. 3<br>TO THE<br>DISTRIBUTION AGREEMENT</p>
<p>The agreement is amended so that Schedule a is replaced by the one attached.</p>
<ol><li>The Fund&#146;s shares are sold
--by the Distributor alone.<li>The Distributor pays its own expenses.</ol>
<!-- a comment
-- over two lines
--><p align=center>SCHEDULE A</p>
<p>HARBOR FUNDS</p>
<p>PORTFOLIOS</p>
<ul><li>Harbor Bond Fund<sup>1</sup><li>Harbor Energy Fund<li>Harbor Energy Fund</ul>
</body></html>
";
const HEADER: &str = "<SEC-DOCUMENT>0000000001-03-000001.txt : 20030826\n<SEC-HEADER>0000000001-03-000001.hdr.sgml : 20030826\n\
    ACCESSION NUMBER:\t\t0000000001-03-000001\nCONFORMED SUBMISSION TYPE:\t485BPOS\nFILED AS OF DATE:\t\t20030826\n\nFILER:\n\n\
    \tCOMPANY DATA:\t\n\t\tCOMPANY CONFORMED NAME:\t\t\tHARBOR FUNDS\n\t\tCENTRAL INDEX KEY:\t\t\t0000000007\n</SEC-HEADER>\n";
const FEED: &str = "<SUBMISSION>\n<ACCESSION-NUMBER>0000000001-03-000001\n<TYPE>485BPOS\n<FILING-DATE>20030826\n<FILER>\n\
    <COMPANY-DATA>\n<CONFORMED-NAME>HARBOR FUNDS\n<CIK>0000000007\n</COMPANY-DATA>\n</FILER>\n";
const SEAL: &str = "-----BEGIN PRIVACY-ENHANCED MESSAGE-----\nProc-Type: 2001,MIC-CLEAR\nOriginator-Name: x\n\n";

/// A submission whose second document is the exhibit, and whose third is a uuencoded file.
fn submission(header: &str, exhibit: &str) -> String {
    format!(
        "{header}<DOCUMENT>\n<TYPE>485BPOS\n<SEQUENCE>1\n<TEXT>\nDear Sirs:\n</TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>EX-99.E\n\
         <SEQUENCE>2\n<FILENAME>exhibit.txt\n<TEXT>\n{exhibit}</TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>GRAPHIC\n<SEQUENCE>3\n\
         <FILENAME>logo.gif\n<TEXT>\nbegin 644 logo.gif\n&1TE&.#EA\n`\nend\n</TEXT>\n</DOCUMENT>\n"
    )
}

/// The submission in a privacy-enhanced message, which escapes every line that begins with a dash.
fn sealed(exhibit: &str) -> String {
    let escaped = submission(HEADER, exhibit).replace("\n-", "\n- -");
    format!("{SEAL}{escaped}-----END PRIVACY-ENHANCED MESSAGE-----\n")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("compressed");
    encoder.finish().expect("compressed")
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        // Written as it is, for names that a builder refuses.
        header.as_gnu_mut().expect("gnu").name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        builder.append(&header, *bytes).expect("appended");
    }
    builder.into_inner().expect("archive")
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, options).expect("started");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("archive").into_inner()
}

fn check(name: &str, bytes: &[u8], arguments: &[&str]) -> Run {
    let folder = folder(&[(name, bytes)]);
    let arguments: Vec<&str> = ["check", name].iter().chain(arguments).copied().collect();
    tickmark(folder.path(), &arguments)
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

/// The findings of a report as rule and fingerprint.
fn fingerprints(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings").iter();
    let mut prints: Vec<String> =
        findings.map(|finding| format!("{} {}", finding["rule"], finding["fingerprint"])).collect();
    prints.sort();
    prints
}

/// What became of every input: `path » member » document: state`.
fn states(report: &Value) -> Vec<String> {
    let inputs = report["inputs"].as_array().expect("inputs").iter();
    inputs
        .map(|input| {
            let parts = ["path", "member", "document"].iter().filter_map(|key| input[*key].as_str());
            format!("{}: {}", parts.collect::<Vec<_>>().join(" » "), input["state"].as_str().expect("state"))
        })
        .collect()
}

#[test]
fn fault_31_the_same_exhibit_gives_the_same_findings_in_whatever_it_is_filed() {
    let expected = fingerprints(&json(&check("a.txt", EXHIBIT.as_bytes(), &["-f", "json"])));
    assert!(expected.len() > 1, "{expected:?}");
    let full = submission(HEADER, EXHIBIT);
    let (flat, crlf) = (submission(FEED, EXHIBIT), full.replace('\n', "\r\n"));
    let day = tar(&[("a.nc", flat.as_bytes())]);
    let filed: [(&str, Vec<u8>); 13] = [
        ("a.txt", full.clone().into_bytes()),
        ("a.nc", flat.clone().into_bytes()),
        ("sealed.txt", sealed(EXHIBIT).into_bytes()),
        ("crlf.txt", crlf.into_bytes()),
        ("cr.txt", full.replace('\n', "\r").into_bytes()),
        ("bare.txt", submission("", EXHIBIT).into_bytes()),
        ("a.txt.gz", gzip(EXHIBIT.as_bytes())),
        ("a.txt.zst", zstd::encode_all(EXHIBIT.as_bytes(), 3).expect("compressed")),
        ("a.zip", zip(&[("in/a.txt", EXHIBIT.as_bytes())])),
        ("day.nc.tar.gz", gzip(&day)),
        ("day.tar", day.clone()),
        ("nested.zip", zip(&[("day.nc.tar.gz", &gzip(&day))])),
        // The content says what it is, not the name.
        ("odd.txt", gzip(full.as_bytes())),
    ];
    for (name, bytes) in filed {
        let run = check(name, &bytes, &["-f", "json"]);
        assert_eq!(run.code, Some(1), "{name}: {run:?}");
        assert_eq!(fingerprints(&json(&run)), expected, "{name}");
    }
    let folder = folder(&[]);
    let run =
        tickmark_with_input(folder.path(), &["check", "-", "--stdin-filename", "x.nc", "-f", "json"], flat.as_bytes());
    assert_eq!((fingerprints(&json(&run)), json(&run)["inputs"][0]["path"].as_str()), (expected, Some("x.nc")));
}

#[test]
fn fault_31_the_same_page_gives_the_same_findings_in_whatever_it_is_filed() {
    let expected = fingerprints(&json(&check("a.htm", PAGE.as_bytes(), &["-f", "json"])));
    for rule in ["edgar/html-forbidden", "fund/unique-portfolio", "schedule/label-case"] {
        assert!(expected.iter().any(|print| print.contains(rule)), "{rule}: {expected:?}");
    }
    let flat = submission(FEED, PAGE);
    let filed: [(&str, Vec<u8>); 8] = [
        ("a.nc", flat.clone().into_bytes()),
        ("sealed.txt", sealed(PAGE).into_bytes()),
        ("crlf.txt", sealed(PAGE).replace('\n', "\r\n").into_bytes()),
        ("cr.htm", PAGE.replace('\n', "\r").into_bytes()),
        ("a.htm.gz", gzip(PAGE.as_bytes())),
        ("a.zip", zip(&[("in/a.htm", PAGE.as_bytes())])),
        ("day.tar.gz", gzip(&tar(&[("a.nc", flat.as_bytes()), ("logo.gif", b"GIF89a")]))),
        ("pages.tar.gz", gzip(&tar(&[("a.htm", PAGE.as_bytes())]))),
    ];
    for (name, bytes) in filed {
        let report = json(&check(name, &bytes, &["-f", "json"]));
        assert_eq!(fingerprints(&report), expected, "{name}");
        // Every finding stands where its words stand in the file.
        for finding in report["findings"].as_array().expect("findings").iter().filter(|_| name.ends_with(".txt")) {
            let offset = |key: &str| finding["span"][key].as_u64().expect("an offset") as usize;
            let words = String::from_utf8_lossy(&bytes[offset("start")..offset("end")]);
            let subject = finding["subject"].as_str().expect("words");
            assert!(words.contains(subject), "{name}: {words:?} is {subject:?}");
        }
    }
}

/// The outline of the second document of a submission, without lines and the path.
fn outline(name: &str, text: &str) -> Vec<String> {
    let folder = folder(&[(name, text.as_bytes())]);
    let run = tickmark(folder.path(), &["outline", name]);
    let lines = run.stdout.lines().map(|line| line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()));
    lines.filter(|line| !line.contains("path=")).map(str::to_owned).collect()
}

#[test]
fn a_sealed_exhibit_is_read_as_it_was_before_it_was_sealed() {
    let dashes = "\n-Harbor Stock Fund\n- - an item\n-2-\n\n<TABLE>\nFund                    Rate\n-----------------       --------\n\
        Harbor Bond Fund           1.00%\n-- Harbor Energy Fund      1.00%\n</TABLE>\n\nBy: /s/ Mary H. Ellison\n---------------\nMary H. Ellison\n";
    for exhibit in [format!("{EXHIBIT}{dashes}"), PAGE.to_owned()] {
        let expected = outline("a.txt", &submission(HEADER, &exhibit));
        assert!(expected.len() > 10, "{expected:?}");
        assert_eq!(outline("sealed.txt", &sealed(&exhibit)), expected);
    }
    let run = check("sealed.txt", sealed(EXHIBIT).as_bytes(), &["--select", "fund/unique-portfolio"]);
    let line = sealed(EXHIBIT).lines().position(|line| line.contains("Harbor Energy Fund")).expect("line") + 2;
    assert!(run.stdout.contains(&format!("{} │      Harbor Energy Fund\n", line - 1)), "{run:?}");
    assert!(run.stdout.contains(&format!("{line} │      Harbor Energy Fund\n")), "{run:?}");
}

#[test]
fn findings_name_their_document_and_the_line_in_the_whole_file() {
    let text = submission(HEADER, EXHIBIT);
    let line = text.lines().position(|line| line.contains("Harbor Energy Fund")).expect("line") + 2;
    let run = check("a.txt", text.as_bytes(), &["--select", "fund/unique-portfolio", "-f", "concise"]);
    assert!(run.stdout.contains(&format!("a.txt:{line}:6: error[fund/unique-portfolio]")), "{run:?}");
    assert!(run.stdout.contains("[document 2 (EX-99.E, exhibit.txt)]"), "{run:?}");
    assert!(run.stdout.contains("Checked 2 documents"), "{run:?}");
    let run = check("a.txt", text.as_bytes(), &["--select", "fund/unique-portfolio"]);
    assert!(run.stdout.contains(&format!("a.txt » document 2 (EX-99.E, exhibit.txt):{line}:6")), "{run:?}");
}

#[test]
fn every_document_is_counted_once() {
    let report = json(&check("a.txt", submission(HEADER, EXHIBIT).as_bytes(), &["-f", "json"]));
    assert_eq!(
        states(&report),
        [
            "a.txt » document 1 (485BPOS): clean",
            "a.txt » document 2 (EX-99.E, exhibit.txt): findings",
            "a.txt » document 3 (GRAPHIC, logo.gif): skipped",
        ]
    );
    let summary = &report["summary"];
    let counts = ["inputs", "checked", "skipped", "not_checked"].map(|key| summary[key].as_u64());
    assert_eq!(counts, [Some(3), Some(2), Some(1), Some(0)]);
}

#[test]
fn rules_and_selectors_ask_for_type_form_and_filer() {
    let folder = folder(&[("a.txt", submission(HEADER, EXHIBIT).as_bytes())]);
    let query = |selector: &str| tickmark(folder.path(), &["query", selector, "a.txt"]).stdout;
    assert!(query("submission[form-type^='485'] document[type^='EX-99'] portfolio").lines().count() == 3);
    assert_eq!(query("submission[form-type='8-K'] portfolio"), "");
    assert_eq!(query("filer"), "a.txt:10: filer \"HARBOR FUNDS\" cik=\"0000000007\"\n");
    let outline = tickmark(folder.path(), &["outline", "-f", "json", "a.txt"]);
    let tree = &json(&outline)["document"];
    assert_eq!((tree["kind"].as_str(), tree["children"].as_array().map(Vec::len)), (Some("submission"), Some(4)));
    let why = tickmark(folder.path(), &["why", "fund/unique-portfolio", "a.txt"]);
    assert!(why.stdout.contains("fund/unique-portfolio on a.txt » document 2 (EX-99.E, exhibit.txt)"), "{why:?}");
}

#[test]
fn a_submission_is_mended_at_the_right_bytes_and_a_sealed_one_never() {
    let text = submission(HEADER, EXHIBIT);
    let folder = folder(&[("a.txt", text.as_bytes()), ("sealed.txt", sealed(EXHIBIT).as_bytes())]);
    let run = tickmark(folder.path(), &["fix", "a.txt", "--rule", "schedule/label-case"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let mended = std::fs::read_to_string(folder.path().join("a.txt")).expect("read");
    assert_eq!(mended, text.replace("Schedule a is", "Schedule A is"));
    let run = tickmark(folder.path(), &["fix", "sealed.txt"]);
    assert!(run.code == Some(2) && run.stderr.contains("whose seal a change would break"), "{run:?}");
}

#[test]
fn a_waiver_holds_in_a_document_of_a_submission() {
    let waivers = "- rule: fund/unique-portfolio\n  document: a.txt\n  subject: Harbor Energy Fund\n  reason: listed twice on purpose\n";
    let folder = folder(&[
        ("a.txt", submission(HEADER, EXHIBIT).as_bytes()),
        ("tickmark-waivers.yaml", waivers.as_bytes()),
        ("tickmark.yaml", b""),
    ]);
    let run = tickmark(folder.path(), &["check", "a.txt", "--select", "fund/unique-portfolio"]);
    assert!(run.code == Some(0) && run.stdout.contains("1 waived"), "{run:?}");
}

#[test]
fn fault_31_hostile_members_are_refused_and_the_others_checked() {
    let members: [(&str, &[u8]); 5] = [
        ("../up.txt", b"x"),
        ("/etc/root.txt", b"x"),
        ("a\x1b[31m.txt", b"Dear Sirs:\n"),
        ("data.json", b"{}"),
        ("deep.zip", b""),
    ];
    let deepest = zip(&[("c.zip", &zip(&[("d.txt", b"Dear Sirs:\n")]))]);
    let mut with_deep = members;
    with_deep[4].1 = &deepest;
    let run = check("a.tar", &tar(&with_deep), &["-v"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    for part in [
        "a.tar » ../up.txt   ",
        "refused: its name leads out of the archive",
        "a.tar » deep.zip » c.zip",
        "an archive inside an archive inside an archive",
        "not an exhibit: .json",
        "Checked 1 of 4 documents",
    ] {
        assert!(run.stdout.contains(part), "{part}: {run:?}");
    }
    assert!(!run.stdout.contains('\x1b'), "{run:?}");
}

#[test]
fn fault_31_links_and_devices_are_refused() {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, kind) in [
        ("link.txt", tar::EntryType::Symlink),
        ("hard.txt", tar::EntryType::Link),
        ("null.txt", tar::EntryType::Char),
        ("pipe.txt", tar::EntryType::Fifo),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(0);
        header.set_link_name("/etc/passwd").expect("a name");
        builder.append_data(&mut header, name, std::io::empty()).expect("appended");
    }
    let mut header = tar::Header::new_gnu();
    header.set_size(11);
    builder.append_data(&mut header, "a.txt", &b"Dear Sirs:\n"[..]).expect("appended");
    let run = check("a.tar", &builder.into_inner().expect("archive"), &[]);
    assert!(run.code == Some(2) && run.stdout.contains("Checked 1 of 5 documents"), "{run:?}");
    for name in ["link.txt", "hard.txt", "null.txt", "pipe.txt"] {
        assert!(run.stdout.contains(&format!("a.tar » {name}   refused: a link or device")), "{name}: {run:?}");
    }
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("link.txt", "/etc/passwd", SimpleFileOptions::default()).expect("added");
    let run = check("a.zip", &writer.finish().expect("archive").into_inner(), &[]);
    assert!(run.code == Some(2) && run.stdout.contains("refused: a link or device"), "{run:?}");
}

#[test]
fn fault_31_a_member_over_the_size_limit_and_a_damaged_archive_are_named() {
    let run = check("a.zip", &zip(&[("a.txt", b"123456"), ("b.txt", b"1")]), &["--max-file-size", "5"]);
    assert!(run.code == Some(2) && run.stdout.contains("over the 5 B limit (raise: --max-file-size)"), "{run:?}");
    assert!(run.stdout.contains("Checked 1 of 2 documents"), "{run:?}");
    let whole = gzip(EXHIBIT.as_bytes());
    let run = check("a.txt.gz", &whole[..whole.len() / 2], &[]);
    assert!(run.code == Some(2) && run.stdout.contains("a damaged archive"), "{run:?}");
}

#[test]
fn fault_31_a_bomb_is_refused_and_its_limit_named() {
    let zeros = gzip(&vec![b'\n'; 1 << 20]);
    // Members of a gzip file stand one after the other: 140 MiB of line feeds in 140 KiB.
    let run = check("bomb.txt.gz", &zeros.repeat(140), &["--max-file-size", "1GiB"]);
    assert!(run.code == Some(2) && run.stdout.contains("over the limit of 200 times its own size unpacked"), "{run:?}");
}

fn in_windows_1252(text: &str) -> Vec<u8> {
    let byte = |character: char| match character {
        '“' => 0x93,
        '”' => 0x94,
        character => character as u8,
    };
    text.chars().map(byte).collect()
}

#[test]
fn fault_03_documents_in_two_encodings_are_read_each_in_its_own() {
    let exhibit = EXHIBIT.replace("HARBOR FUNDS\n", "HARBOR “X” FUNDS\n");
    let whole = submission(HEADER, &exhibit);
    let second = whole.replace("Dear Sirs:\n", &exhibit);
    let at = second.find("<TYPE>EX-99.E").expect("the second document");
    let bytes = [&second.as_bytes()[..at], in_windows_1252(&second[at..]).as_slice()].concat();
    let report = json(&check("a.txt", &bytes, &["--select", "input,fund/unique-portfolio", "-f", "json"]));
    let found: Vec<(&str, &str)> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| (finding["rule"].as_str().expect("rule"), finding["document"].as_str().expect("document")))
        .collect();
    let (first, second) = ("document 1 (485BPOS)", "document 2 (EX-99.E, exhibit.txt)");
    assert_eq!(
        found,
        [("fund/unique-portfolio", first), ("input/encoding", second), ("fund/unique-portfolio", second)]
    );
    for finding in report["findings"].as_array().expect("findings") {
        let offset = |key: &str| finding["span"][key].as_u64().expect("an offset") as usize;
        let expected: &[u8] = if finding["rule"] == "input/encoding" { b"\x93" } else { b"Harbor Energy Fund" };
        assert_eq!(&bytes[offset("start")..offset("end")], expected, "{finding}");
        let where_ = finding["where"].to_string();
        assert!(finding["rule"] == "input/encoding" || where_.contains("HARBOR “X” FUNDS"), "{where_}");
    }
}

#[test]
fn fault_05_utf16_that_is_cut_off_is_not_checked() {
    let mut bytes: Vec<u8> = EXHIBIT.encode_utf16().flat_map(u16::to_be_bytes).collect();
    bytes.pop();
    let run = check("a.txt", &bytes, &[]);
    assert!(run.code == Some(2) && run.stdout.contains("UTF-16BE by its NUL bytes, but not valid UTF-16BE"), "{run:?}");
}

#[test]
fn fault_03_04_05_encodings_of_a_submission_are_found_in_its_documents() {
    let odd = submission(HEADER, &EXHIBIT.replace("HARBOR FUNDS\n", "HARBOR \u{201c}X\u{201d} FUNDS\n"));
    let windows = in_windows_1252(&odd);
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let select = ["--select", "input,fund/unique-portfolio", "-f", "concise"];
    for (bytes, encoding) in [
        (windows, "windows-1252"),
        (wide(&format!("\u{feff}{odd}")), "UTF-16LE"),
        (wide(&odd), "UTF-16LE"),
        (format!("\u{feff}{odd}").into_bytes(), ""),
    ] {
        let run = check("a.txt", &bytes, &select);
        assert_eq!(run.code, Some(1), "{run:?}");
        let found = run
            .stdout
            .lines()
            .any(|line| line.contains(encoding) && line.ends_with("[document 2 (EX-99.E, exhibit.txt)]"));
        assert!(found && run.stdout.contains("error[fund/unique-portfolio]"), "{encoding}: {run:?}");
        assert_eq!(run.stdout.contains("input/encoding"), !encoding.is_empty(), "{run:?}");
    }
}

/// An archive of a submission, a page and what is no exhibit.
fn archive() -> Vec<u8> {
    zip(&[("in/a.txt", submission(HEADER, EXHIBIT).as_bytes()), ("b.htm", PAGE.as_bytes()), ("c.txt", b"%PDF-1.4\n")])
}

#[test]
fn every_document_of_an_archive_has_its_outline() {
    let folder = folder(&[("a.zip", &archive())]);
    let run = tickmark(folder.path(), &["outline", "a.zip"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("cannot read a.zip » c.txt: a PDF file, not an exhibit"), "{run:?}");
    let titles: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with("a.zip")).collect();
    assert_eq!(titles, ["a.zip » in/a.txt", "a.zip » b.htm"], "{run:?}");
    assert_eq!(run.stdout.matches("portfolio \"Harbor Energy Fund\"").count(), 4, "{run:?}");
    let run = tickmark(folder.path(), &["outline", "--format=json", "a.zip"]);
    let documents = &json(&run)["documents"];
    let told = |at: usize| (documents[at]["path"].as_str(), documents[at]["document"]["kind"].as_str());
    assert_eq!(told(0), (Some("a.zip » in/a.txt"), Some("submission")));
    assert_eq!((told(1), documents.as_array().map(Vec::len)), ((Some("a.zip » b.htm"), Some("document")), Some(2)));
}

#[test]
fn one_document_is_chosen_by_the_name_that_findings_give_it() {
    let text = submission(HEADER, EXHIBIT);
    let folder = folder(&[("a.zip", &archive()), ("a.txt", text.as_bytes())]);
    let whole = "document 2 (EX-99.E, exhibit.txt)";
    let path = format!("a.zip » in/a.txt » {whole}");
    let expected = tickmark(folder.path(), &["outline", "--format=json", &path]);
    let tree = &json(&expected)["document"];
    assert_eq!(
        (tree["kind"].as_str(), &tree["attributes"]["type"]["value"]),
        (Some("document"), &Value::from("EX-99.E"))
    );
    for name in
        ["a.zip » a.txt » 2", "a.zip » IN/A.TXT » document 2", "a.zip » a.txt » ex-99.e", "a.zip » a.txt » exhibit.txt"]
    {
        assert_eq!(tickmark(folder.path(), &["outline", "--format=json", name]).stdout, expected.stdout, "{name}");
    }
    let plain = tickmark(folder.path(), &["outline", &format!("a.txt » {whole}")]).stdout;
    assert!(plain.starts_with("  25  document type=\"EX-99.E\"") && !plain.contains("submission"), "{plain}");

    let why = tickmark(folder.path(), &["why", "fund/unique-portfolio", &path]).stdout;
    assert!(
        why.starts_with(&format!("fund/unique-portfolio on {path}\n")) && why.matches(" on a.zip").count() == 1,
        "{why}"
    );
    let why = tickmark(folder.path(), &["why", "fund/unique-portfolio", "a.zip"]).stdout;
    let on = |name: &str| why.contains(&format!("fund/unique-portfolio on a.zip » {name}\n"));
    assert!(on(&format!("in/a.txt » {whole}")) && on("in/a.txt » document 1 (485BPOS)") && on("b.htm"), "{why}");

    let query =
        |paths: &[&str]| tickmark(folder.path(), &[&["query", "portfolio[name*=Energy]"], paths].concat()).stdout;
    let found = format!("portfolio \"Harbor Energy Fund\"  [{whole}]\n");
    assert_eq!(query(&[&path]), format!("a.zip » in/a.txt:41: {found}a.zip » in/a.txt:42: {found}"));
    assert_eq!(query(&["a.txt", "a.zip » b.htm"]).lines().count(), 4);
}

#[test]
fn a_name_of_nothing_is_told_what_there_is() {
    let folder = folder(&[("a.zip", &archive()), ("b.txt", b"Dear Sirs:\n")]);
    let fails = |arguments: &[&str], part: &str| {
        let run = tickmark(folder.path(), arguments);
        assert!(run.code == Some(2) && run.stdout.is_empty() && run.stderr.contains(part), "{part}: {run:?}");
    };
    let held = "nothing in it has this name; it holds `in/a.txt » document 1 (485BPOS)`, `in/a.txt » document 2 (EX-99.E, exhibit.txt)`";
    fails(&["outline", "a.zip » d.txt"], held);
    fails(&["query", "portfolio", "a.zip » a.txt » 4"], held);
    fails(&["why", "fund/unique-portfolio", "b.txt » 2"], "nothing in it has this name; it holds a single document");
    fails(&["outline", "a.zip » a.txt » 3"], "document 3 (GRAPHIC, logo.gif): no exhibit: a document for machines");
    fails(&["outline", "gone.zip » a.txt"], "cannot read gone.zip » a.txt: no such file");
}
