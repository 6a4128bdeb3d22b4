//! HTML documents as the text that their readers see: lines and columns of a typewritten page.
//!
//! Paragraphs are wrapped, centred and indented as in a plain-text exhibit, tables become columns, page breaks become form feeds; what
//! is not shown is left out. The grammar then reads an HTML exhibit as it reads every other one, and every byte of the text knows
//! the bytes of the source that it stands for.
//!
//! Linear in the length of the document, however its elements nest.

mod block;
mod element;
mod entity;
mod flow;
mod ink;
mod list;
mod markup;
mod page;
mod raised;
mod style;
mod table;
mod tags;

use std::sync::Arc;

use super::Text;
use super::origin::Origin;
use crate::source::Span;
use flow::Flow;
use tags::Tags;

pub use markup::{Attribute, Tag};
pub use tags::tags;

/// The columns of the page that HTML is laid out for: six and a half inches of twelve-point type.
pub(super) const PAGE_WIDTH: usize = 78;

/// Reads the HTML document that is the part `span` of a source's text.
///
/// Lines, columns and bytes that the made text reports are those of the whole source.
pub fn read(source: &Arc<Text>, span: Span) -> Text {
    let content = &source.as_str()[..span.end()];
    let (mut flow, mut tags) = (Flow::new(content, span.start()), Tags::default());
    markup::visit(content, span.start(), |part| {
        tags.part(&part);
        flow.part(part);
    });
    let (text, map, sheet) = flow.finish().into_parts();
    Text::made(text, Origin { source: Arc::clone(source), map, sheet: Some(sheet), tags: tags.finish() })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use super::read;
    use crate::decode::Join;
    use crate::decode::Text;
    use crate::source::{Position, Span};

    fn made(html: &str) -> Text {
        let source = Arc::new(Text::from_string(html.to_owned()));
        read(&source, Span::new(0, html.len()))
    }

    #[track_caller]
    fn check(html: &str, expect: &[&str]) {
        let made = made(html);
        let lines: Vec<&str> = made.as_str().lines().collect();
        assert_eq!(lines, expect, "{html}");
        assert_eq!(self::made(&html.replace('\n', "\r\n")).as_str(), made.as_str(), "CRLF");
    }

    #[test]
    fn blocks_start_on_lines_of_their_own() {
        check("<p>One\n two</p><div>three</div>four<div>five</div>", &["One two", "", "three", "four", "five"]);
        check("<p>One<p>Two", &["One", "", "Two"]);
        check("one<br>two<br><br>three", &["one", "two", "", "three"]);
        check("<p style='margin-bottom:0pt'>one<p style='margin:0'>two", &["one", "two"]);
        check("one<p>&nbsp;</p>two", &["one", "", "two"]);
        check("<P>The <B>F</B>und<!-- a comment --> Inc.</P>", &["The Fund Inc."]);
    }

    #[test]
    fn paragraphs_are_wrapped_to_the_page() {
        let words = "word ".repeat(20);
        let (first, second) = ("word ".repeat(15), "word ".repeat(5));
        check(&format!("<p>{words}<div>next</div>"), &[first.trim(), second.trim(), "", "next"]);
        let indented = format!("      {}", "word ".repeat(14));
        let rest = "word ".repeat(6);
        check(&format!("<p style='text-indent:.5in'>{words}"), &[indented.trim_end(), rest.trim()]);
    }

    #[test]
    fn lines_that_go_on_are_known() {
        let joined = |html: &str| -> Vec<(Join, String)> {
            let made = made(html);
            let sheet = made.sheet().expect("a page");
            let starts = made.as_str().split_inclusive('\n').scan(0, |start, line| {
                let at = *start + line.len() - line.trim_start_matches(' ').len();
                *start += line.len();
                Some((sheet.join(at), line.trim().to_owned()))
            });
            starts.filter(|(join, _)| *join != Join::Apart).collect()
        };
        let wrapped = |count: usize| (Join::Wrapped, "Word ".repeat(count).trim().to_owned());
        let words = "Word ".repeat(20);
        assert_eq!(joined(&format!("<p>{words}<p>Next<p>Last")), [wrapped(5)]);
        assert_eq!(joined("<p>One<br>two<p>Three"), [(Join::Broken, "two".to_owned())]);
        assert_eq!(joined(&format!("<table><tr><td>(a)<td>{words}<tr><td>(b)<td>Next</table>")), [wrapped(6)]);
        let (_, rest) = wrapped(9);
        assert_eq!(joined(&format!("<center>{words}</center>")), [(Join::Centred, rest)]);
    }

    #[test]
    fn what_fits_on_a_line_of_the_page_is_one_line_wherever_it_stands() {
        let name = "Harbor Bank Trust Company, National Association, as Trustee";
        let cells = format!("<table><tr><td width='50%'>&nbsp;<td>{name}<tr><td><td>By:</table>");
        let indent = " ".repeat(39);
        check(&cells, &[&format!("{indent}{name}"), &format!("{indent}By:")]);
        let form = format!("By{} /s/ Ann Lee Carter", "&nbsp;".repeat(36));
        check(
            &format!("<table><tr><td width='50%'>&nbsp;<td>{form}</table>"),
            &[&format!("{indent}By{:37}/s/ Ann Lee Carter", "")],
        );
    }

    #[test]
    fn alignment_and_indents_are_kept() {
        let centred = format!("{}SCHEDULE A", " ".repeat(34));
        check("<p align=center>SCHEDULE A</p>", &[&centred]);
        check("<center><div>SCHEDULE A</div></center>", &[&centred]);
        check("<div style='text-align:center'><p>SCHEDULE A<br>SCHEDULE A</p></div>", &[&centred, &centred]);
        check("<p align=center>SCHEDULE A<p align=center>SCHEDULE A", &[&centred, &centred]);
        check("<p style='margin-left:240pt'>By: A", &[&format!("{}By: A", " ".repeat(40))]);
        check("<p align=right>Exhibit 1", &[&format!("{}Exhibit 1", " ".repeat(69))]);
        check("<blockquote>one<blockquote>two", &["      one", "", "            two"]);
        check("By:&nbsp;&nbsp;&nbsp; <u>/s/ A</u>", &["By:    /s/ A"]);
        check("&nbsp;&nbsp; two", &["   two"]);
    }

    #[test]
    fn items_of_lists_have_their_marks() {
        check("<ul><li>one<li>two</ul>", &["   •  one", "   •  two"]);
        check("<ol><li>one<li value=9>two<li>three</ol>", &["  1.  one", "  9.  two", "  10.  three"]);
        check("<ol type=a start=3><li>one</li>\n<li type=I>two</li></ol>", &["  c.  one", "  IV.  two"]);
        check("<ol reversed><li>one<ol><li>x</ol><li>two</ol>", &["  2.  one", "", "        1.  x", "", "  1.  two"]);
        check("<ol style='list-style-type: lower-roman' type=1><li>one</ol>", &["  i.  one"]);
        check(
            "<ol style='list-style: none inside'><li>one<li style='list-style-type:disc'>two</ol>",
            &["      one", "   •  two"],
        );
        check(
            "<ol><li><p>one</p><p>two</p><li><div>three</div></ol>",
            &["  1.  one", "", "      two", "", "  2.  three"],
        );
        check("<ol><li><ol type=a><li>one<li>two</ol></ol>", &["  1.    a.  one", "        b.  two"]);
        check("<ol><li><li>two</ol>", &["  1.", "  2.  two"]);
        check("<ol><li>one<br>two</ol>", &["  1.  one", "      two"]);
        check("<ol><li><table><tr><td>a<td>b</table></ol>", &["  1.", "", "      a   b"]);
        check("<ul><p>only indented</ul><li>stray", &["      only indented", "", "•  stray"]);
        check("<table><tr><td><ol><li>one</ol><td>two</table>", &["  1.  one   two"]);
        let words = "word ".repeat(20);
        let (first, second) = ("word ".repeat(14), "word ".repeat(6));
        check(
            &format!("<ol><li>{words}</ol>"),
            &[&format!("  1.  {}", first.trim()), &format!("      {}", second.trim())],
        );
    }

    #[test]
    fn marks_of_items_lead_back_to_their_tags() {
        let made = made("<ol>\n<li>Harbor Fund</ol>");
        assert_eq!(made.as_str(), "  1.  Harbor Fund\n");
        assert_eq!(made.source().slice(made.source_span(Span::new(2, 4))), "<li>");
        assert_eq!(made.source().slice(made.source_span(Span::new(2, 12))), "<li>Harbor");
        assert_eq!(made.plain_source_span(Span::new(2, 4)), None);
    }

    #[test]
    fn what_is_raised_is_typed_beside_its_word() {
        check("Fund<sup>1</sup> and Fund<sup>1, 2</sup>", &["Fund(1) and Fund(1)(2)"]);
        check("Fund<sup>(1)</sup> Fund<sup>*</sup> Fund<sup>[1]</sup>", &["Fund(1) Fund* Fund(1)"]);
        check("Index<sup>&reg;</sup> Index<sup>SM</sup> Fund<sup>a</sup>", &["Index® Index(SM) Fund(a)"]);
        check("the 4<sup>th</sup> of May, N<sup>o</sup> 5", &["the 4th of May, No 5"]);
        check("7<sup>1</sup>/<sub>2</sub>% 7<sup>1/2</sup>% <sup>1</sup>&frasl;<sub>2</sub>", &["7 1/2% 7 1/2% 1⁄2"]);
        check("500,000<sup>3</sup>", &["500,000(3)"]);
        check("<sup>1</sup> Subject to change", &["(1) Subject to change"]);
        check("Fund<font style='vertical-align: super'>1</font>", &["Fund(1)"]);
        check("0.40%<font style='font-size:6.5pt;position:relative;top:-2.75pt'>1,2</font>", &["0.40%(1)(2)"]);
        check("Fund<font style='position:relative;top:-0.5pt'>1</font>", &["Fund1"]);
        check("<td>Fund<sup>1<td>next", &["Fund(1)", "next"]);
        check("a<sup>a long text above the line</sup>b H<sub>2</sub>O", &["aa long text above the lineb H2O"]);
        let made = made("Fund<sup>12</sup>");
        assert_eq!(made.source().slice(made.source_span(Span::new(4, 8))), "12");
        assert_eq!(made.plain_source_span(Span::new(5, 7)), Some(Span::new(9, 11)));
    }

    #[test]
    fn text_that_is_laid_out_already_is_left_so() {
        check("<pre>\nBy:    A\n\n  Name\t x\n</pre>", &["By:    A", "", "  Name   x"]);
    }

    #[test]
    fn rows_are_lines_and_cells_columns() {
        check(
            "<table><tr><th>Fund<th>Date<tr><td>Harbor Bond Fund<td>May 1, 2003<tr><td>Harbor Fund</td><td></td></tr></table>",
            &["Fund               Date", "Harbor Bond Fund   May 1, 2003", "", "Harbor Fund"],
        );
        check("<table><tr><td>$<td>1.00<td>(2<td>)<td>5<td>%</table>", &["$1.00   (2)   5%"]);
        check("<table><tr><td>By:<br>Its:<td>A<br>B</table>", &["By:    A", "Its:   B"]);
        check(
            "<table><tr><td rowspan=2>a<td>b<tr><td>c</table><table><tr><td colspan=2>abcdefg<td>d<tr><td>a<td>b<td>c</table>",
            &["a   b", "    c", "", "abcdefg   d", "a     b   c"],
        );
        check(
            "<table><tr><td width='20%'>&nbsp;<td>By: A<tr><td><td>Name</table>",
            &["                By: A", "                Name"],
        );
    }

    #[test]
    fn an_empty_line_at_the_end_of_a_cell_is_one() {
        let check = |end: &str, expect: &[&str]| {
            check(&format!("<table><tr><td><p>Common Stock</p>{end}<tr><td>Item 3.<td>Bank</table>"), expect);
        };
        check("<p>&nbsp;</p>", &["Common Stock", "", "Item 3.        Bank"]);
        check("<p style='margin:0'>&nbsp;</p></td></tr>", &["Common Stock", "", "Item 3.        Bank"]);
        check("", &["Common Stock", "Item 3.        Bank"]);
        check("<td>&nbsp;", &["Common Stock", "Item 3.        Bank"]);
    }

    #[test]
    fn a_long_label_stands_beside_its_values() {
        let label = "Harbor ".repeat(13);
        let row = format!("<table><tr><td><p>{label}<p>after waiver<td>0.47%<td><div>0.59%</div></table>");
        check(&row, &[&format!("{}   0.47%   0.59%", label.trim()), "", "after waiver"]);
    }

    #[test]
    fn tables_that_only_place_text_are_read_as_text() {
        check("<table><tr><td align=center>SCHEDULE A</table>", &[&format!("{}SCHEDULE A", " ".repeat(34))]);
        let words = "word ".repeat(20);
        let (first, second) = ("word ".repeat(14), "word ".repeat(6));
        check(
            &format!("<table><tr><td>(a)<td>{words}</table>"),
            &[&format!("(a)   {}", first.trim()), &format!("      {}", second.trim())],
        );
        check("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", &["a   b   c"]);
        check("<table>stray<tr><td>a</table>", &["stray", "a"]);
    }

    #[test]
    fn pages_end_at_breaks_and_under_page_numbers() {
        check("one<hr style='page-break-after:always'>two", &["one", "\u{c}", "two"]);
        check("one<p style='page-break-before:always'><hr>two", &["one", "\u{c}", "two"]);
        check("one<p align=center>-2-<hr>two", &["one", "", &format!("{}-2-", " ".repeat(37)), "\u{c}", "two"]);
        check("one<hr>two", &["one", "", "two"]);
        check("<div style='page-break-after:always'>one</div>two", &["one", "\u{c}", "two"]);
        check("<h5 style='page-break-before:always'>&nbsp;</h5><p>one", &["one"]);
        let made = made("<div style='page-break-after:always'>\n<p>one</p>\n</div>\n<p>two");
        let at = made.as_str().find('\u{c}').expect("a break");
        assert_eq!((made.line(at), made.source().slice(made.source_span(Span::new(at, at + 1)))), (3, "</div>"));
    }

    #[test]
    fn an_indent_inside_of_a_line_is_a_gap() {
        check("<p><font>1.</font><font style='padding-left:10.5pt'>Option Price</font>", &["1.  Option Price"]);
        check(
            "<p><span style='margin-left:3pt'>Harbor</span><span style='margin-left:1pt'>Fund</span>",
            &["HarborFund"],
        );
        check("<p><font style='padding-left:72pt'></font><p>one", &["one"]);
        check("(a)<font style='padding-left:10in'>one</font>", &["(a)        one"]);
    }

    #[test]
    fn letters_that_are_shown_as_capitals_are_read_so() {
        check("<p style='text-transform:uppercase'>Harbor <b>fund</b></p>two", &["HARBOR FUND", "", "two"]);
        check("<font style='font-variant: small-caps'>Harbor <font>é</font> fund</font> two", &["HARBOR É FUND two"]);
        check(
            "<div style='font-variant:small-caps'><p style='text-transform:none'>one</p>two</div>",
            &["one", "", "TWO"],
        );
        let made = made("<p style='text-transform:uppercase'>Harbor");
        assert_eq!(made.plain_source_span(Span::new(0, 6)), None);
        assert_eq!(made.source_span(Span::new(0, 6)), Span::new(36, 42));
    }

    #[test]
    fn headings_stand_apart_from_others() {
        let centred = |text: &str| format!("{}{text}", " ".repeat((78 - text.len()) / 2));
        check(
            "<h1 align=center>HARBOR</h1><h2 align=center>Power<br>of Attorney</h2><p>one",
            &[&centred("HARBOR"), "", &centred("Power"), &centred("of Attorney"), "", "one"],
        );
        check(
            "<h3 align=center>AMENDMENT</h3><h3 align=center>AGREEMENT</h3>",
            &[&centred("AMENDMENT"), &centred("AGREEMENT")],
        );
        check("<h1 style='margin:0'>one</h1><p style='margin:0'>two", &["one", "two"]);
    }

    #[test]
    fn what_floats_at_the_left_stands_before_what_floats_beside_it() {
        check(
            "<div style='float:left;width:4pt'>&#8226;</div><div style='float:left'>Market Risk</div><div>next</div>",
            &["•  Market Risk", "next"],
        );
        check(
            "<div style='float:left'>A title of its own</div><div style='float:left'>June 30</div>",
            &["A title of its own", "June 30"],
        );
        check("<div style='float:left'></div><div style='float:left'>one</div>", &["one"]);
        check("<div style='float:left'>&#8226;</div>Market <b>Risk</b>", &["•  Market Risk"]);
        check("<div style='float:left'>A title of its own</div> <b>June 30</b>", &["A title of its own", "June 30"]);
        check(
            "<div style='display:flex'><div style='display:flex'>0.67 <div style='clear:right'> </div></div>\n<div><sup>1</sup></div></div>two",
            &["0.67  (1)", "two"],
        );
        check("<div style='display:flex;flex-direction:column'><div>a</div><div>b</div></div>", &["a", "b"]);
        check("<div style='display:flex'><div>a</div></div><div>b</div>", &["a", "b"]);
    }

    #[test]
    fn a_table_may_stand_at_the_right() {
        check("<table align=right width='40%'><tr><td>By:<td>A</table>", &[&format!("{}By:   A", " ".repeat(47))]);
        check("<table align=right><tr><td>By:<td>A</table>", &["By:   A"]);
        check(
            "<div align=right><table width='40%'><tr><td>By:<td>A</table></div><table width='40%'><tr><td>a<td>b</table>",
            &[&format!("{}By:   A", " ".repeat(47)), "", "a   b"],
        );
    }

    #[test]
    fn what_is_not_shown_is_left_out() {
        check("<head><title>x</title><style>p{}</style></head><script>a<b</script>one", &["one"]);
        check("<p>one</p><div style='display:none'>x<div>y</div>z</div>two", &["one", "", "two"]);
        check(
            "<ix:header><ix:hidden>x</ix:hidden></ix:header><p><ix:nonNumeric name='a'>one</ix:nonNumeric></p>",
            &["one"],
        );
        check("<?xml version='1.0'?>\n<html xmlns='x'><title/><p/>one<br/>two</html>", &["one", "two"]);
        check("one&#173;&#8203;two", &["onetwo"]);
    }

    #[test]
    fn places_are_those_of_the_source() {
        let html = "<p>\n <b>HARBOR</b> &amp;\n CO.</p>";
        let made = made(html);
        assert_eq!(made.as_str(), "HARBOR & CO.\n");
        let source = |start, end| made.source().slice(made.source_span(Span::new(start, end)));
        assert_eq!(source(0, 6), "HARBOR");
        assert_eq!(source(0, 8), "HARBOR</b> &amp;");
        assert_eq!(source(7, 12), "&amp;\n CO.");
        assert_eq!(made.position(9), Position { line: 3, column: 2 });
        assert_eq!(made.line(7), 2);
        assert_eq!(made.plain_source_span(Span::new(9, 12)), Some(Span::new(26, 29)));
        assert_eq!(made.plain_source_span(Span::new(12, 12)), Some(Span::new(29, 29)));
        assert_eq!(made.plain_source_span(Span::new(7, 8)), None);
        assert_eq!(made.plain_source_span(Span::new(0, 8)), None);
    }

    #[test]
    fn beyond_the_text_lies_its_source() {
        let html = "<p>\n <b>HARBOR</b> &amp;\n CO.</p>";
        let made = made(html);
        let at = html.find("<b>").expect("tag");
        let beyond = made.beyond(Span::new(at, at + 3));
        assert!(made.is_beyond(beyond) && !made.is_beyond(Span::new(made.as_str().len(), made.as_str().len())));
        assert_eq!((made.slice(beyond), made.source_span(beyond)), ("<b>", Span::new(at, at + 3)));
        assert_eq!((made.position(beyond.start()), made.line(beyond.start())), (Position { line: 2, column: 2 }, 2));
        assert_eq!((made.original(beyond), made.plain_source_span(beyond)), (Span::new(5, 8), Some(Span::new(5, 8))));
        let first = made.beyond(Span::new(0, 0));
        assert!(made.is_beyond(first) && made.plain_source_span(first) == Some(Span::new(0, 0)));
        let plain = Text::from_string("HARBOR".into());
        assert_eq!((plain.beyond(Span::new(1, 2)), plain.is_beyond(Span::new(1, 2))), (Span::new(1, 2), false));
    }

    #[test]
    fn a_document_may_be_a_part_of_its_source() {
        let source = Arc::new(Text::from_string("<TEXT>\n<html>\n<p>one</html>\n</TEXT>\n<html>".into()));
        let made = read(&source, Span::new(7, 28));
        assert_eq!((made.as_str(), made.line(0)), ("one\n", 3));
    }

    /// The best time of three to read `html`.
    fn time(html: &str) -> Duration {
        let source = Arc::new(Text::from_string(html.to_owned()));
        let once = |_| {
            let start = Instant::now();
            std::hint::black_box(read(&source, Span::new(0, html.len())));
            start.elapsed()
        };
        (0..3).map(once).min().expect("three times")
    }

    /// Eight times as much takes far less than the 64 times of quadratic work. What a machine is busy with beside it can only slow a
    /// reading down, so the best of some measurements counts.
    #[track_caller]
    fn check_growth(name: &str, make: impl Fn(usize) -> String) {
        let (small, large) = (make(1_500), make(12_000));
        let growth = || time(&large).as_secs_f64() / time(&small).as_secs_f64();
        let growths: Vec<f64> = (0..5).map(|_| growth()).take_while(|&growth| growth >= 32.0).collect();
        assert!(growths.len() < 5, "{name}: {growths:.1?} times");
    }

    #[test]
    fn fault_10_a_tag_of_many_attributes_overflows_no_stack() {
        for attribute in ["a=\"1\" ", "a='1'", "a=1 ", "a ", "é ", "/", "/a", "= "] {
            let made = made(&format!("<p {}>Harbor Fund</p>", attribute.repeat(100_000)));
            assert_eq!(made.as_str().trim(), "Harbor Fund", "{attribute}");
        }
    }

    #[test]
    fn fault_10_deep_nesting_is_linear_and_overflows_no_stack() {
        let open = [
            "<div>",
            "<table><tr><td>x",
            "<ul><li>",
            "<p><center>",
            "<div style='display:none'>",
            "<b>",
            "<td>x",
            "<table>",
            "<div style='float:left'>x",
            "<div style='display:flex'>x",
            "<sup>1",
        ];
        for part in open {
            check_growth(part, |count| part.repeat(count));
        }
        made(&"<div><table><tr><td>".repeat(100_000));
        made(&format!("{}{}", "<div>".repeat(50_000), "</p></table></div></td>".repeat(50_000)));
    }

    #[test]
    fn fault_09_long_lines_tables_and_texts_are_linear() {
        let wide = |count: usize| format!("<table><tr>{}</table>", "<td colspan=99 rowspan=9>x".repeat(count));
        let tall =
            |count: usize| format!("<table>{}</table>", "<tr><td rowspan=99999>x<td colspan=3>y<td>z".repeat(count));
        let long = |count: usize| "a&nbsp;&amp;b&#8220;c &bogus ".repeat(count);
        let pre = |count: usize| format!("<pre>{}", "a\t b".repeat(count));
        let comments = |count: usize| "<!-- a - b --!> <!doctype c> <script><!-- </script> ".repeat(count);
        let lists = |count: usize| "<ol reversed><li>".repeat(count);
        let raised = |count: usize| "<sup>1".repeat(count);
        let dashes = |count: usize| format!("<!--{}", "-".repeat(20 * count));
        for (name, make) in [
            ("wide", &wide as &dyn Fn(usize) -> String),
            ("tall", &tall),
            ("long", &long),
            ("pre", &pre),
            ("comments", &comments),
            ("dashes", &dashes),
            ("lists", &lists),
            ("raised", &raised),
        ] {
            check_growth(name, make);
        }
    }
}
