// Where a lesson's links lead: an address by any of its names, in the memory and the page table panel.
#include "gtest/gtest.h"
#include "tests/ui/support.h"

namespace trapdoor {
namespace {

using test::Window;

constexpr std::string_view kLabels = R"(
.globl _start
_start:
  nop
  j _start
.data
.space 64
counter: .word 41
)";

uint64_t label(const Window& window, std::string_view name) {
  return window.app->session.program().find_symbol(name)->address;
}

TEST(Links, AnAddressIsALabelANumberOrADevicesRegister) {
  Window window;
  window.open_assembly("labels.S", kLabels);
  const MemoryState& memory = window.app->state.memory;
  auto leads_to = [&](const std::string& place, uint64_t address) {
    EXPECT_TRUE(window.app->interface("place panel:memory?" + place).ok) << place;
    EXPECT_EQ(memory.address, address & ~uint64_t{15}) << place;
    EXPECT_FALSE(memory.is_virtual) << place;
  };
  const uint64_t counter = label(window, "counter");
  leads_to("at=counter", counter);
  leads_to("at=counter+32", counter + 32);
  leads_to("at=0x8000_1000", 0x8000'1000);
  leads_to("at=UART_DATA", 0x1000'0000);
  leads_to("physical=0x8000_1000", 0x8000'1000);
  leads_to("physical=counter", counter);
}

TEST(Links, AnAddressOfNothingIsToldAndLeadsNowhere) {
  Window window;
  window.open_assembly("labels.S", kLabels);
  window.app->interface("place panel:memory?at=counter");
  const uint64_t before = window.app->state.memory.address;
  for (const char* panel : {"memory", "page-table"}) {
    const CommandResult result = window.app->interface(std::string("place panel:") + panel + "?at=gone");
    EXPECT_FALSE(result.ok);
    EXPECT_NE(result.message.find("gone"), std::string::npos) << result.message;
    EXPECT_EQ(window.app->message(), result.message);
  }
  EXPECT_EQ(window.app->state.memory.address, before);
  EXPECT_TRUE(window.app->state.page_table.follow_pc);
}

// 09-syscall's user program believes to be at 0x4000_0000 and lies at 0x8020_0000.
void open_paged(Window& window) {
  window.open("09-syscall");
  window.app->interface("page on");
  for (const char* command : {"solution", "build"}) window.command(command);
}

TEST(Links, AnAddressIsTheProgramsAndPhysicalIsThePlaceInMemory) {
  Window window;
  open_paged(window);
  window.command("run-until syscall from=U");
  window.app->interface("place panel:memory?at=0x4000_0000");
  window.frames();
  const std::string seen = window.value_of("4000 0000");
  EXPECT_TRUE(window.app->state.memory.is_virtual);
  EXPECT_NE(seen, "");
  EXPECT_EQ(seen.find("--"), std::string::npos) << "the kernel, too, sees what its user has: " << seen;
  window.app->interface("place panel:memory?physical=0x8020_0000");
  window.frames();
  EXPECT_FALSE(window.app->state.memory.is_virtual);
  EXPECT_EQ(window.value_of("8020 0000").substr(0, 47), seen.substr(0, 47));
}

TEST(Links, WhereNoProgramReachesThePlaceInMemoryIsShown) {
  Window window;
  open_paged(window);
  window.command("run-until return to=U");
  const uint64_t kernel = label(window, "kernel");
  char place[60];
  std::snprintf(place, sizeof place, "place panel:memory?at=0x%llx", static_cast<unsigned long long>(kernel));
  window.app->interface(place);
  window.frames();
  EXPECT_FALSE(window.app->state.memory.is_virtual) << "user code cannot read it, whoever looks can";
  char row[40];
  std::snprintf(row, sizeof row, "%04llx %04llx", static_cast<unsigned long long>(kernel >> 16),
                static_cast<unsigned long long>(kernel & 0xfff0));
  EXPECT_EQ(window.value_of(row).find("--"), std::string::npos) << window.value_of(row);
}

TEST(Links, APlaceThatNobodyReachesYetIsAwaited) {
  Window window;
  open_paged(window);
  window.app->interface("place panel:memory?at=0x4000_0000");
  window.frames();
  EXPECT_TRUE(window.app->state.memory.is_virtual);
  EXPECT_NE(window.value_of("4000 0000").find("--"), std::string::npos) << "no page table yet";
  window.command("run-until syscall from=U");
  EXPECT_EQ(window.value_of("4000 0000").find("--"), std::string::npos);
}

TEST(Links, UserCodeDoesNotSeeTheKernelsMemory) {
  Window window;
  open_paged(window);
  window.command("run-until return to=U");
  window.app->interface("place panel:memory?physical=0x8000_0000");
  window.app->state.memory.is_virtual = true;
  window.frames();
  EXPECT_NE(window.value_of("8000 0000").find("--"), std::string::npos) << window.value_of("8000 0000");
}

TEST(Links, ThePageTableWalksTheAddressAndShowsItsPiece) {
  Window window(1440, 900);
  open_paged(window);
  window.command("run-until syscall from=U");
  window.app->interface("place panel:page-table?at=0x4000_0010");
  window.frames();
  EXPECT_EQ(window.app->state.tab, "page-table");
  EXPECT_EQ(window.app->state.page_table.address, 0x4000'0010u);
  EXPECT_FALSE(window.app->state.page_table.follow_pc);
  EXPECT_NE(window.value_of("virtual").find("4000 0010"), std::string::npos);
}

// Many pages that no two lie beside each other: the piece that a link means is scrolled to.
constexpr std::string_view kManyPages = R"(
.globl _start
_start:
  la   t0, root
  la   t1, middle
  srli t2, t1, 2
  ori  t2, t2, 1
  sd   t2, 0(t0)
  la   t0, last
  srli t2, t0, 2
  ori  t2, t2, 1
  sd   t2, 0(t1)
  li   t3, 60
  li   t4, 0x20000000 | 0xcf
fill:
  sd   t4, 0(t0)
  addi t0, t0, 16
  addi t3, t3, -1
  bnez t3, fill
  la   t0, root
  srli t0, t0, 12
  li   t1, 8 << 60
  or   t0, t0, t1
  csrw satp, t0
ready:
  j ready
.data
.align 12
root: .space 4096
middle: .space 4096
last: .space 4096
)";

TEST(Links, ThePieceThatALinkMeansIsInSight) {
  Window window;
  window.open_assembly("pages.S", kManyPages);
  window.command("run-until exec pc=ready");
  window.show_panel("page-table");
  window.app->interface("place panel:page-table?at=0x6e010");  // page 110 = 2 * 55
  window.frames(6);
  ASSERT_EQ(window.app->state.page_table.mappings.size(), 60u);
  const MirrorItem* piece = window.app->mirror.find("option", "0006 e000");
  ASSERT_NE(piece, nullptr);
  EXPECT_TRUE(piece->visible);
}

// On a phone the list stands below the walk: the walk, which is what the link is about, is shown again.
TEST(Links, TheWalkThatALinkMeansIsInSightWhereTheListStandsBelow) {
  Window window(390, 500);
  window.open_assembly("pages.S", kManyPages);
  window.command("run-until exec pc=ready");
  window.show_panel("page-table");
  window.app->interface("reveal " + std::to_string(window.app->mirror.find("row", "TLB")->id));
  window.frames(6);
  ASSERT_FALSE(window.app->mirror.find("row", "virtual")->visible) << "else this shows nothing";
  window.app->interface("place panel:page-table?at=0x6e010");
  window.frames(6);
  EXPECT_TRUE(window.app->mirror.find("row", "virtual")->visible);
  EXPECT_TRUE(window.value_of("virtual").starts_with("0006 e010"));
}

TEST(Links, AControlWordIsScrolledToAtAnySize) {
  for (const auto& [width, height] : {std::pair{1440, 900}, std::pair{990, 700}, std::pair{390, 844}}) {
    Window window(static_cast<float>(width), static_cast<float>(height));
    window.open("05-timer");
    window.app->interface("page on");
    window.frames();
    for (const char* place : {"word=mepc", "word=mcause", "word=mtval", "word=sstatus", "word=mcounteren",
                              "word=mstatus&field=MPP", "word=mstatus&bit=3", "word=sstatus&field=SUM"}) {
      window.app->interface(std::string("place panel:control?") + place);
      window.frames(8);
      std::string name = window.app->state.pointer.word;
      if (std::string_view(place).ends_with("MPP")) name = "mstatus.MPP";
      if (std::string_view(place).ends_with("bit=3")) name = "mstatus.MIE";
      if (std::string_view(place).ends_with("SUM")) name = "sstatus.SUM";
      const MirrorItem* lit = nullptr;
      for (const MirrorItem& item : window.app->mirror.items()) {
        if (item.name == name && item.group == "Control") lit = &item;
      }
      ASSERT_NE(lit, nullptr) << name << " " << width;
      EXPECT_TRUE(lit->visible) << name << " " << width;
    }
  }
}

TEST(Links, WhoScrollsAwayFromALinksWordIsNotHeldBack) {
  Window window;
  window.open("05-timer");
  window.app->interface("page on");
  window.app->interface("place panel:control?word=mtval");
  window.frames(8);
  ASSERT_TRUE(window.app->mirror.find("row", "mtval")->visible);
  window.app->interface("reveal " + std::to_string(window.app->mirror.find("button", "sstatus")->id));
  window.frames(8);
  EXPECT_TRUE(window.app->mirror.find("button", "sstatus")->visible);
  EXPECT_FALSE(window.app->mirror.find("row", "mtval")->visible) << "else this shows nothing";
}

}  // namespace
}  // namespace trapdoor
