// The page table panel: the way of one address, what the bits of its entry say, and all that is mapped.
#include "gtest/gtest.h"
#include "tests/ui/support.h"

namespace trapdoor {
namespace {

using test::Window;

void open_user(Window& window) {
  window.open("09-syscall");
  window.app->interface("page on");
  for (const char* command : {"solution", "build", "run-until syscall from=U"}) window.command(command);
  window.show_panel("page-table");
}

TEST(PageTable, ListsTheWholeAddressSpace) {
  Window window(1440, 1800);
  open_user(window);
  ASSERT_NE(window.find_part("heading", "The whole address space"), nullptr);
  const Machine& machine = window.app->session.machine();
  const auto all = machine.isa().mappings(machine, 0, machine.hart(0).cpu[machine.isa().space_word], 100);
  ASSERT_GE(all.size(), 2u);
  size_t listed = 0;
  for (const MirrorItem& item : window.app->mirror.items())
    listed += item.role == "option" && item.value.find(" at physical ") != std::string::npos;
  EXPECT_EQ(listed, all.size());
  const MirrorItem* first = window.app->mirror.find("option", "4000 0000");
  ASSERT_NE(first, nullptr);
  EXPECT_NE(first->value.find("user code may read"), std::string::npos) << first->value;
  EXPECT_NE(window.value_of("TLB").find("forgets a translation as soon as"), std::string::npos);
}

TEST(PageTable, AMappingThatIsClickedIsWalkedBitByBit) {
  Window window(1440, 1800);
  open_user(window);
  window.click("option", "4000 0000");
  EXPECT_EQ(window.app->state.page_table.address, 0x4000'0000u);
  EXPECT_FALSE(window.app->state.page_table.follow_pc);
  EXPECT_NE(window.value_of("V is 1"), "");
  EXPECT_NE(window.value_of("U is 1"), "") << "a page of the user's";
  EXPECT_NE(window.find_part("row", "level "), nullptr);
}

// What the note about the TLB says: a changed entry counts with the next access, without a fence.
TEST(PageTable, AChangedEntryCountsAtOnce) {
  Window window(1440, 1800);
  open_user(window);
  const Machine& machine = window.app->session.machine();
  const Isa& isa = machine.isa();
  const uint8_t user = *find_mode(isa, "U");
  const Translation before = isa.translate(machine, 0, 0x4000'0000, AccessKind::fetch, user);
  ASSERT_TRUE(before.ok);
  window.command("run-until return to=U");
  char poke[80];
  std::snprintf(poke, sizeof poke, "poke 0x%llx 00",
                static_cast<unsigned long long>(before.walk.back().entry_address));
  window.command(poke);
  window.command("step");
  const Crossing* trap = window.app->history().last_trap(machine.now());
  ASSERT_NE(trap, nullptr);
  EXPECT_EQ(trap->kind, TrapKind::exception) << "the page that the program stands in is gone";
  EXPECT_EQ(trap->tick + 1, machine.now());
}

TEST(PageTable, WithoutTranslationItSaysSo) {
  Window window;
  window.open("05-timer");
  window.app->interface("page on");
  window.show_panel("page-table");
  EXPECT_EQ(window.value_of("TLB"), "");
  EXPECT_TRUE(window.app->state.page_table.mappings.empty());
}

}  // namespace
}  // namespace trapdoor
