// Who may write it: one line, from the rows of the instruction set and from what a store would do.

#include "ui/writers.h"

#include "gtest/gtest.h"
#include "tests/ui/support.h"

namespace trapdoor {
namespace {

using test::Window;

// What the explanation of an item says after "Who may write it: ".
std::string writers(const Window& window, std::string_view role, std::string_view name) {
  const MirrorItem* item = window.app->mirror.find(role, name);
  if (item == nullptr) return "no such item";
  const size_t at = item->help.find("Who may write it: ");
  return at == std::string::npos ? "not told" : item->help.substr(at + 18);
}

void open_in_user_mode(Window& window) {
  window.open("05-timer");
  window.app->interface("page on");
  for (const char* command : {"solution", "build", "run-until return to=U"}) window.command(command);
}

TEST(Writers, ARegisterIsOpenToAllAndZeroToNobody) {
  Window window;
  open_in_user_mode(window);
  EXPECT_EQ(writers(window, "row", "a0"), "any mode.");
  EXPECT_EQ(writers(window, "row", "zero"), "nobody, it is read-only.");
  EXPECT_EQ(writers(window, "row", "pc"),
            "any mode (by a jump), and the hardware at every instruction, trap and return.");
}

TEST(Writers, AControlWordTakesTheModeInItsNumber) {
  Window window;
  open_in_user_mode(window);
  EXPECT_EQ(writers(window, "button", "stvec"), "supervisor and machine mode (csrw).");
  EXPECT_EQ(writers(window, "row", "mscratch"), "machine mode (csrw).");
  EXPECT_EQ(writers(window, "row", "mepc"),
            "machine mode (csrw), and the hardware at a trap into machine mode.");
  EXPECT_EQ(writers(window, "row", "mhartid"), "nobody, it is read-only.");
  EXPECT_EQ(writers(window, "button", "sstatus"),
            "supervisor and machine mode (csrw), and the hardware at a trap and at a return.");
  window.command("flaw user-vector on");
  EXPECT_EQ(writers(window, "button", "stvec"), "any mode (csrw).");
}

TEST(Writers, AFieldIsNotItsWord) {
  Window window;
  open_in_user_mode(window);
  window.app->interface("place panel:control?word=sstatus&bit=8");
  window.frames();
  window.app->interface("place panel:control?word=mip&bit=7");
  window.frames();
  EXPECT_EQ(writers(window, "row", "sstatus.SPP"),
            "supervisor and machine mode (csrw), and the hardware at a trap and at a return.");
  EXPECT_EQ(writers(window, "row", "sstatus.SUM"), "supervisor and machine mode (csrw).");
  EXPECT_EQ(writers(window, "row", "sstatus.UXL"), "nobody, it is read-only.");
  EXPECT_EQ(writers(window, "row", "mip.MTIP"), "only the wire MTI.");
}

TEST(Writers, MemoryAsksThePageTable) {
  Window window;
  window.open("09-syscall");
  window.app->interface("page on");
  for (const char* command : {"solution", "build", "run-until syscall from=U"}) window.command(command);
  window.command("step");
  window.show_panel("watch");
  window.type("Watch", "kernel_stack_top");
  const std::string text = writers(window, "row", "kernel_stack_top");
  EXPECT_NE(text.find("supervisor and machine mode; user mode gets a store-"), std::string::npos) << text;
}

}  // namespace
}  // namespace trapdoor
