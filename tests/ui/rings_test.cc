// The queues of a virtio device in the devices panel: what driver and device have put into each part.
#include "gtest/gtest.h"
#include "tests/ui/support.h"

namespace trapdoor {
namespace {

using test::Window;

void open_ring(Window& window) {
  Files files = test::lesson_files("05-timer");
  std::erase_if(files, [](const auto& file) { return !file.first.starts_with("../"); });
  for (const auto& entry :
       std::filesystem::directory_iterator(test::source_folder() / "tests/browser/scenes/ring"))
    files[entry.path().filename().string()] = read_file(entry.path());
  Diagnostics diagnostics;
  ASSERT_TRUE(window.app->session.open_lesson(files, diagnostics)) << to_text(diagnostics.front());
  window.app->opened();
  window.app->interface("page on");
  window.show_panel("devices");
  window.app->state.device = "virtio_disk";
}

TEST(Rings, AreToldInWords) {
  Window window(1440, 2200);
  open_ring(window);
  window.command("run-until trap");
  ASSERT_NE(window.find_part("heading", "8 descriptors"), nullptr);
  EXPECT_EQ(window.value_of("request 0"), "came back; descriptors 0 → 1 → 2; 513 bytes written");
  EXPECT_EQ(window.value_of("request 1"), "with the device; descriptors 3 → 4 → 5");
  EXPECT_TRUE(window.value_of("descriptor 1").starts_with("the driver's; 512 bytes at "));
  EXPECT_TRUE(window.value_of("descriptor 1").ends_with("; device writes; goes on in 2"));
  EXPECT_TRUE(window.value_of("descriptor 3").starts_with("the device's; 16 bytes at "));
  EXPECT_EQ(window.value_of("descriptor 7"), "empty");
}

TEST(Rings, OneThatIsNotSetUpSaysSo) {
  Window window(1440, 2200);
  open_ring(window);
  window.frames();
  EXPECT_NE(window.find_part("heading", "not set up"), nullptr);
}

}  // namespace
}  // namespace trapdoor
