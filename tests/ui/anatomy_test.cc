// The anatomy of a trap and of its return: what the hardware did, and what the handler saved and put back itself.

#include <algorithm>

#include "gtest/gtest.h"
#include "tests/ui/support.h"
#include "ui/numbers.h"
#include "ui/widgets/text.h"

namespace trapdoor {
namespace {

using test::Window;

// User code calls, again and again; the handler saves t1, the user's sp and the saved pc, in that order, and t0 first.
constexpr std::string_view kCalls = R"(
_start:
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 31
  csrw pmpcfg0, t0
  la t0, handler
  csrw mtvec, t0
  la t0, handler_stack_top
  csrw mscratch, t0
  li t0, 0x1800
  csrc mstatus, t0
  la t0, user
  csrw mepc, t0
  la sp, user_stack_top
  mret
user:
  li t0, 0x111
  li t1, 0x222
again:
  ecall
  j again
  .align 2
handler:
  csrrw sp, mscratch, sp
  addi sp, sp, -32
  sd t0, 0(sp)
  sd t1, 8(sp)
  csrr t0, mscratch
  sd t0, 16(sp)
  csrr t0, mepc
  sd t0, 24(sp)
  li t1, 7
  sd t1, -8(sp)
  sd t0, -16(sp)
  ld t0, 24(sp)
  addi t0, t0, 4
  csrw mepc, t0
  addi t0, sp, 32
  csrw mscratch, t0
  ld t1, 8(sp)
  ld t0, 0(sp)
  ld sp, 16(sp)
  mret
  .bss
  .align 4
  .space 256
user_stack_top:
handler_stack:
  .space 256
handler_stack_top:
)";

std::vector<std::pair<std::string, std::string>> items_with(const Window& window, std::string_view prefix) {
  std::vector<std::pair<std::string, std::string>> found;
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.group == "Figure" && item.name.starts_with(prefix)) found.emplace_back(item.name, item.value);
  }
  return found;
}

std::vector<std::string> names_with(const Window& window, std::string_view prefix) {
  std::vector<std::string> names;
  for (const auto& [name, value] : items_with(window, prefix)) names.push_back(name);
  return names;
}

// "1. mepc" to "9. x": the value of the one with that name.
std::string part(const Window& window, std::string_view name) {
  for (const MirrorItem& item : window.app->mirror.items()) {
    const size_t dot = item.name.find(". ");
    if (item.group == "Figure" && dot != std::string::npos && item.name.substr(dot + 2) == name)
      return item.name.substr(0, dot + 2) + item.value;
  }
  return {};
}

void open_calls(Window& window) {
  window.open_assembly("calls.S", kCalls);
  window.app->interface("still on");
  window.app->interface("place figure:trap-anatomy");
  window.command("run-until trap");
}

TEST(Anatomy, AHandlerSavesInTheOrderOfItsStores) {
  Window window;
  open_calls(window);
  window.frames(20);
  EXPECT_TRUE(names_with(window, "Saved ").empty()) << "nothing has run yet";
  window.command("step 4");
  EXPECT_EQ(names_with(window, "Saved "), (std::vector<std::string>{"Saved 1: t0", "Saved 2: t1"}));
  window.command("step 8");
  const auto saved = items_with(window, "Saved ");
  ASSERT_EQ(names_with(window, "Saved "),
            (std::vector<std::string>{"Saved 1: t0", "Saved 2: t1", "Saved 3: sp", "Saved 4: mepc"}))
      << "neither the handler's own t1 nor the second copy of mepc";
  const uint64_t top = window.app->session.program().find_symbol("handler_stack_top")->address;
  EXPECT_EQ(saved[0].second, "0000 0111 to " + hex(top - 32));
  EXPECT_EQ(saved[1].second, "0000 0222 to " + hex(top - 24));
  const uint64_t user = window.app->session.program().find_symbol("user_stack_top")->address;
  EXPECT_EQ(saved[2].second, hex(user) + " to " + hex(top - 16)) << "that it came through mscratch and t0";
  EXPECT_NE(window.find_part("heading", "on handler_stack"), nullptr);
}

TEST(Anatomy, AClickOnASavedRegisterGoesToItsStore) {
  Window window;
  open_calls(window);
  const Tick trap = window.app->session.machine().now() - 1;
  window.command("step 12");
  window.click("button", "Saved 2: t1");
  EXPECT_EQ(window.app->session.machine().now(), trap + 5);
  EXPECT_EQ(names_with(window, "Saved ").size(), 4u) << "the past stays known";
}

TEST(Anatomy, AReturnPutsBackFieldByField) {
  Window window;
  open_calls(window);
  window.command("run-until return to=U");
  window.frames(20);
  EXPECT_EQ(part(window, "mstatus.MIE"), "1. 0");
  EXPECT_EQ(part(window, "mstatus.MPIE"), "2. 1");
  EXPECT_EQ(part(window, "mstatus.MPP"), "3. user");
  EXPECT_EQ(part(window, "mode"), "4. user");
  const uint64_t next = window.app->session.program().find_symbol("again")->address + 4;
  EXPECT_EQ(part(window, "pc"), "5. " + hex(next));
  EXPECT_NE(window.find_part("heading", "Return to user mode"), nullptr);
  EXPECT_EQ(window.app->mirror.find("slider", "Steps of the return")->value, "5 of 5");
}

// As for the return: what is remembered, what is set, and from where.
TEST(Anatomy, ATrapRemembersFieldByField) {
  Window window;
  open_calls(window);
  window.frames(20);
  EXPECT_EQ(part(window, "mstatus.MPIE").substr(3), "0");
  EXPECT_EQ(part(window, "mstatus.MIE").substr(3), "0");
  EXPECT_EQ(part(window, "mstatus.MPP").substr(3), "user");
  EXPECT_EQ(part(window, "mstatus"), "") << "not the word, too";
  EXPECT_EQ(part(window, "mode").substr(3), "machine");
}

TEST(Anatomy, AnInterruptOfTheKernelTurnsInterruptsOff) {
  Window window;
  window.open("06-masking");
  window.app->interface("page on");
  window.app->interface("still on");
  window.app->interface("place figure:trap-anatomy");
  window.command("run-until interrupt from=S");
  window.frames(20);
  EXPECT_EQ(part(window, "sstatus.SPIE").substr(3), "1");
  EXPECT_EQ(part(window, "sstatus.SIE").substr(3), "0");
  EXPECT_EQ(part(window, "sstatus.SPP").substr(3), "supervisor");
}

TEST(Anatomy, BeforeAReturnTheHandlerPutsBack) {
  Window window;
  open_calls(window);
  window.command("run-until return to=U");
  window.frames(20);
  const auto back = items_with(window, "Put back ");
  ASSERT_EQ(names_with(window, "Put back "),
            (std::vector<std::string>{"Put back 1: t1", "Put back 2: t0", "Put back 3: sp"}))
      << "mepc has another value than the one saved";
  const uint64_t top = window.app->session.program().find_symbol("handler_stack_top")->address;
  EXPECT_TRUE(back[0].second.starts_with("0000 0222 from " + hex(top - 24))) << back[0].second;
  window.command("step 2");
  EXPECT_TRUE(names_with(window, "Put back ").empty()) << "the next trap is shown";
}

TEST(Anatomy, AnUnsavingHandlerIsToldSo) {
  Window window;
  window.open_assembly(
      "waits.S",
      "_start:\n  la t0, handler\n  csrw mtvec, t0\n  la sp, top\n  li a0, 5\n  ecall\nspin:\n  j spin\n"
      "  .align 2\nhandler:\n  li a0, 6\n  sd a0, -8(sp)\n  csrr a1, mepc\n  addi a1, a1, 4\n"
      "  csrw mepc, a1\n  mret\n  .bss\n  .space 64\ntop:\n");
  window.app->interface("still on");
  window.app->interface("place figure:trap-anatomy");
  window.command("run-until trap");
  window.command("step 4");
  EXPECT_NE(window.find_part("heading", "saved nothing"), nullptr);
  window.command("run-until return");
  EXPECT_NE(window.find_part("heading", "put no register back"), nullptr);
}

// A list is not squeezed for a sentence that says little.
TEST(Anatomy, OneColumnHasRoomForEachLineOfTheHardwares) {
  Window window(390, 380);
  window.open("06-masking");
  window.app->interface("page on");
  window.app->interface("still on");
  window.app->interface("place figure:trap-anatomy");
  window.command("run-until interrupt from=S");
  window.frames(20);
  const MirrorItem* line = window.find_part("row", "5. sstatus.SIE");
  ASSERT_NE(line, nullptr);
  EXPECT_GE(line->rect.bottom - line->rect.top, text_size(window.app->theme().type.mono_small, "0").y);
  EXPECT_NE(window.app->mirror.find("button", "Show the handler"), nullptr);
}

// All 33 words of the lessons' stub, where only one part has room.
TEST(Anatomy, OneColumnShowsTheHandlersPartAtTheTouchOfAButton) {
  Window window(390, 420);
  window.open("13-upcall");
  window.app->interface("page on");
  window.app->interface("still on");
  for (const char* command : {"solution", "build", "run-until trap cause=timer", "step 200"})
    window.command(command);
  window.app->interface("place figure:trap-anatomy");
  window.frames(20);
  EXPECT_TRUE(names_with(window, "Saved ").empty());
  window.click("button", "Show the handler");
  EXPECT_EQ(names_with(window, "Saved ").size(), 32u) << "31 registers and the saved pc";
  EXPECT_TRUE(window.app->mirror.elisions().empty());
  window.click("button", "Show the hardware");
  EXPECT_NE(window.app->mirror.find("slider", "Steps of the trap"), nullptr);
}

}  // namespace
}  // namespace trapdoor
