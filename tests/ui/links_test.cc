// Where a lesson's links lead: an address by any of its names, in the memory and the page table panel.
#include "gtest/gtest.h"
#include "tests/ui/support.h"

namespace trapdoor {
namespace {

using test::Window;

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
