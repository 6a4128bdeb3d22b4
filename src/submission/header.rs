//! The header of a submission: who filed what, and when.
//!
//! Two dialects say the same: `CONFORMED SUBMISSION TYPE: 485BPOS` in lines with tabs, and the feed's tags without ends,
//! `<TYPE>485BPOS`. Both are read by their keys alone, so that lost line ends do no harm.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::source::Span;

/// What the header of a submission says. Every span is one of the text, blanks at its ends left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The accession number: `0000950129-03-004321`.
    pub accession: Option<Span>,
    /// The type of form: `485BPOS`.
    pub form_type: Option<Span>,
    /// The day of filing: `20030826`.
    pub filed: Option<Span>,
    /// Who files, and for whom, in the header's order.
    pub filers: Vec<Filer>,
}

/// A party of a submission: a filer, a subject company, an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filer {
    /// The conformed name.
    pub name: Span,
    /// The central index key.
    pub cik: Option<Span>,
}

/// What a key of the header says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Accession,
    FormType,
    Filed,
    Name,
    Cik,
    /// Ends the value before it, and is not asked for.
    Other,
}

const KEYS: &[(&str, Key)] = &[
    ("ACCESSION NUMBER:", Key::Accession),
    ("CONFORMED SUBMISSION TYPE:", Key::FormType),
    ("FILED AS OF DATE:", Key::Filed),
    ("COMPANY CONFORMED NAME:", Key::Name),
    ("CENTRAL INDEX KEY:", Key::Cik),
    ("PUBLIC DOCUMENT COUNT:", Key::Other),
    ("CONFORMED PERIOD OF REPORT:", Key::Other),
    ("ITEM INFORMATION:", Key::Other),
    ("DATE AS OF CHANGE:", Key::Other),
    ("EFFECTIVENESS DATE:", Key::Other),
    ("STANDARD INDUSTRIAL CLASSIFICATION:", Key::Other),
    ("ORGANIZATION NAME:", Key::Other),
    ("IRS NUMBER:", Key::Other),
    ("STATE OF INCORPORATION:", Key::Other),
    ("FISCAL YEAR END:", Key::Other),
    ("FORMER CONFORMED NAME:", Key::Other),
    ("FORMER COMPANY:", Key::Other),
    ("FORMER NAME:", Key::Other),
    ("DATE OF NAME CHANGE:", Key::Other),
    ("COMPANY DATA:", Key::Other),
    ("OWNER DATA:", Key::Other),
    ("FILING VALUES:", Key::Other),
    ("FORM TYPE:", Key::Other),
    ("BUSINESS ADDRESS:", Key::Other),
    ("MAIL ADDRESS:", Key::Other),
    ("FILER:", Key::Other),
    ("SUBJECT COMPANY:", Key::Other),
    ("FILED BY:", Key::Other),
    ("REPORTING-OWNER:", Key::Other),
    ("ISSUER:", Key::Other),
    ("<ACCESSION-NUMBER>", Key::Accession),
    ("<TYPE>", Key::FormType),
    ("<FILING-DATE>", Key::Filed),
    ("<CONFORMED-NAME>", Key::Name),
    ("<CIK>", Key::Cik),
    // Any other tag.
    ("<", Key::Other),
];

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(KEYS.iter().map(|(key, _)| key))
        .expect("internal error: the keys are few and fixed")
});

/// Reads the header that stands in a span of a text.
pub(super) fn read(text: &str, span: Span) -> Header {
    let part = &text[span.range()];
    let found: Vec<_> = FINDER.find_iter(part).collect();
    let mut header = Header::default();
    for (at, key) in found.iter().enumerate() {
        let limit = found.get(at + 1).map_or(part.len(), |next| next.start());
        let Some(value) = value(text, Span::new(span.start() + key.end(), span.start() + limit)) else {
            continue;
        };
        match KEYS[key.pattern().as_usize()].1 {
            Key::Accession => header.accession = header.accession.or(Some(value)),
            Key::FormType => header.form_type = header.form_type.or(Some(value)),
            Key::Filed => header.filed = header.filed.or(Some(value)),
            Key::Name => header.filers.push(Filer { name: value, cik: None }),
            Key::Cik => {
                if let Some(filer) = header.filers.last_mut() {
                    filer.cik = filer.cik.or(Some(value));
                }
            }
            Key::Other => {}
        }
    }
    header
}

/// The value that begins a span: to the end of its line, without blanks at its ends. `None` where there is none.
pub(super) fn value(text: &str, span: Span) -> Option<Span> {
    let part = &text[span.range()];
    let line = &part[..part.find(['\n', '\r']).unwrap_or(part.len())];
    let trimmed = line.trim();
    let start = span.start() + line.len() - line.trim_start().len();
    (!trimmed.is_empty()).then(|| Span::new(start, start + trimmed.len()))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::source::Span;

    /// The header as `accession|form|filed|name=cik,…`.
    fn check(text: &str, expected: &str) {
        let header = read(text, Span::new(0, text.len()));
        let shown = |span: Option<Span>| span.map_or("-", |span| &text[span.range()]);
        let filers: Vec<String> =
            header.filers.iter().map(|filer| format!("{}={}", shown(Some(filer.name)), shown(filer.cik))).collect();
        let fields = [shown(header.accession), shown(header.form_type), shown(header.filed), &filers.join(",")];
        assert_eq!(fields.join("|"), expected, "{text}");
    }

    const TABS: &str = "<SEC-HEADER>0000000001-03-000001.hdr.sgml : 20030826\n<ACCEPTANCE-DATETIME>20030826120000\n\
        ACCESSION NUMBER:\t\t0000000001-03-000001\nCONFORMED SUBMISSION TYPE:\t485BPOS\nPUBLIC DOCUMENT COUNT:\t\t2\n\
        FILED AS OF DATE:\t\t20030826\n\nFILER:\n\n\tCOMPANY DATA:\t\n\t\tCOMPANY CONFORMED NAME:\t\t\tHARBOR FUNDS\n\
        \t\tCENTRAL INDEX KEY:\t\t\t0000000007\n\t\tIRS NUMBER:\t\t\t\t000000000\n\n\tFILING VALUES:\n\
        \t\tFORM TYPE:\t\t485BPOS\n\n\tFORMER COMPANY:\t\n\t\tFORMER CONFORMED NAME:\tHARBOR TRUST\n\nFILER:\n\n\
        \tCOMPANY DATA:\t\n\t\tCOMPANY CONFORMED NAME:\t\t\tBAY FUNDS, INC.\n\t\tCENTRAL INDEX KEY:\t\t\t0000000008\n";
    const TAGS: &str = "<SUBMISSION>\n<ACCESSION-NUMBER>0000000001-03-000001\n<TYPE>485BPOS\n<ITEMS>06b\n\
        <FILING-DATE>20030826\n<FILER>\n<COMPANY-DATA>\n<CONFORMED-NAME>HARBOR FUNDS\n<CIK>0000000007\n<IRS-NUMBER>\n\
        </COMPANY-DATA>\n<FORMER-COMPANY>\n<FORMER-CONFORMED-NAME>HARBOR TRUST\n</FORMER-COMPANY>\n</FILER>\n<FILER>\n\
        <COMPANY-DATA>\n<CONFORMED-NAME>BAY FUNDS, INC.\n<CIK>0000000008\n</COMPANY-DATA>\n</FILER>\n";
    const BOTH: &str = "0000000001-03-000001|485BPOS|20030826|HARBOR FUNDS=0000000007,BAY FUNDS, INC.=0000000008";

    #[test]
    fn both_dialects_say_the_same() {
        check(TABS, BOTH);
        check(TAGS, BOTH);
    }

    #[test]
    fn fault_07_line_ends_do_not_matter() {
        for text in [TABS, TAGS] {
            check(&text.replace('\n', "\r"), BOTH);
            check(&text.replace('\n', "\r\n"), BOTH);
            check(&text.replace('\n', ""), BOTH);
        }
    }

    #[test]
    fn what_is_missing_is_missing() {
        check("", "-|-|-|");
        check("<SUBMISSION>\n<TYPE>\n<CIK>0000000007\n<CONFORMED-NAME>\n", "-|-|-|");
        check("COMPANY CONFORMED NAME:\t\tHARBOR FUNDS\n", "-|-|-|HARBOR FUNDS=-");
    }
}
