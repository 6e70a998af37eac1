#include "ui/terminal_text.h"

#include "gtest/gtest.h"

namespace trapdoor {
namespace {

TEST(TerminalText, LeavesControlSequencesOut) {
  EXPECT_EQ(terminal_text("~ # \x1b[6n"), "~ # ");
  EXPECT_EQ(terminal_text("\x1b[1;34mbin\x1b[m  etc"), "bin  etc");
  EXPECT_EQ(terminal_text("\x1b]0;title\auser\x1b]0;t\x1b\\$"), "user$");
  EXPECT_EQ(terminal_text("a\x1b"), "a");
  EXPECT_EQ(terminal_text("a\x1b[12"), "a");
  EXPECT_EQ(terminal_text("a\x1b]never ends"), "a");
}

TEST(TerminalText, GoesBackWithinALineOnly) {
  EXPECT_EQ(terminal_text("one\r\ntwo\r\n"), "one\ntwo\n");
  EXPECT_EQ(terminal_text("10%\r20%\r100%"), "100%");
  EXPECT_EQ(terminal_text("ab\b \bc"), "ac");
  EXPECT_EQ(terminal_text("\b\bx\n\by"), "x\ny");
  EXPECT_EQ(terminal_text("a\ab\x7f\tc"), "ab      c");
  EXPECT_EQ(terminal_text("12345678\t|\n\tx"), "12345678        |\n        x");
}

}  // namespace
}  // namespace trapdoor
