//! Privacy-enhanced messages: the escape that they put before a line which begins with a dash.

use std::sync::Arc;

use super::Text;
use super::origin::{OffsetMap, Origin};
use crate::source::Span;

/// The escape, and what it stands before.
const ESCAPED: &str = "- -";
const ESCAPE: usize = "- ".len();

/// The part `span` of a source's text as it was before the message was sealed; `None` where nothing in it is escaped.
pub fn unescape(source: &Arc<Text>, span: Span) -> Option<Text> {
    let part = source.slice(span);
    let begins_line = |at: usize| at == 0 || part[..at].ends_with(['\n', '\r']);
    let mut escapes = part.match_indices(ESCAPED).map(|(at, _)| at).filter(|&at| begins_line(at)).peekable();
    escapes.peek()?;
    let mut content = String::with_capacity(part.len());
    let mut map = OffsetMap::default();
    let mut copied = 0;
    for at in escapes.chain([part.len()]) {
        content.push_str(&part[copied..at]);
        map.copy(span.start() + copied, at - copied);
        copied = at + ESCAPE;
    }
    Some(Text::made(content, Origin { source: Arc::clone(source), map, sheet: None, tags: Vec::new() }))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::unescape;
    use crate::decode::{Text, html};
    use crate::source::{Position, Span};

    fn source(text: &str) -> Arc<Text> {
        Arc::new(Text::from_string(text.into()))
    }

    #[test]
    fn lines_are_as_they_were_before_they_were_sealed() {
        let text = source("x\n- -----\na - -b\r\n- - - c\n- d\n");
        let made = unescape(&text, Span::new(2, text.as_str().len())).expect("escapes");
        assert_eq!(made.as_str(), "-----\na - -b\r\n- - c\n- d\n");
        assert_eq!((made.position(0), made.line(15)), (Position { line: 2, column: 3 }, 4));
        assert_eq!(made.source_span(Span::new(0, 5)), Span::new(4, 9));
        assert!(unescape(&source("- d\na - -b"), Span::new(0, 10)).is_none());
    }

    #[test]
    fn a_sealed_page_leads_back_to_the_file() {
        let text = source("<TEXT>\n<html><p>one\n- -- two\n- -two <b\n- -x=1>three</html>");
        let sealed = unescape(&text, Span::new(7, text.as_str().len())).expect("escapes");
        let sealed = Arc::new(sealed);
        let page = html::read(&sealed, Span::new(0, sealed.as_str().len()));
        assert_eq!(page.as_str(), "one -- two -two three\n");
        assert!(std::ptr::eq(text.as_ref(), page.source()));
        let at = page.as_str().find("-two").expect("word");
        assert_eq!(page.position(at), Position { line: 4, column: 3 });
        assert_eq!(text.slice(page.source_span(Span::new(at, at + 4))), "-two");
        assert_eq!(text.slice(page.source_span(Span::new(0, 6))), "one\n- --");
        let (tag, _) = html::tags(&page).last().expect("a tag");
        assert_eq!(text.slice(page.source_span(page.beyond(tag.span))), "<b\n- -x=1>");
    }
}
