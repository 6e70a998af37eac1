#include "ui/prose.h"

#include "gtest/gtest.h"

namespace trapdoor {
namespace {

std::string html(std::string_view markdown) { return to_html(parse_prose(markdown)); }

TEST(Prose, IsOrdinaryHtml) {
  EXPECT_EQ(html("One *two* **three** `four`."),
            "<p>One <em>two</em> <strong>three</strong> <code>four</code>.</p>");
  EXPECT_EQ(html("- a\n- b"), "<ul><li>a</li><li>b</li></ul>");
  EXPECT_EQ(html("3. a"), "<ol start=\"3\"><li>a</li></ol>");
  EXPECT_EQ(html("```\na < b\n```"), "<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>");
}

TEST(Prose, LinksActOrPoint) {
  EXPECT_EQ(html("[go](<do:run-until trap cause=timer>)"),
            "<p><a role=\"button\" tabindex=\"0\" class=\"link do\" data-act=\"do:run-until trap "
            "cause=timer\">go</a></p>");
  EXPECT_EQ(html("[bit](<panel:control?word=sie&bit=5>)"),
            "<p><a role=\"button\" tabindex=\"0\" class=\"link panel\" "
            "data-act=\"panel:control?word=sie&amp;bit=5\">bit</a></p>");
  EXPECT_NE(html("[out](https://example.org)").find("href=\"https://example.org\""), std::string::npos);
}

TEST(Prose, LetsNoForeignHtmlThrough) {
  EXPECT_EQ(html("<script>alert(1)</script>").find("<script"), std::string::npos);
  EXPECT_EQ(html("a <b onclick=x>b</b>").find("<b "), std::string::npos);
  EXPECT_EQ(html("[x](javascript:alert)"), "<p>x</p>");
  EXPECT_EQ(html("[x](<do:\"><script>>)").find("<script"), std::string::npos);
}

TEST(Prose, HasWords) { EXPECT_EQ(to_text(parse_prose("Say *it*\nagain.")), "Say it again."); }

}  // namespace
}  // namespace trapdoor
