// What the figures say, in the words of the mirror, in states in which they have something to show.

#include "ui/figures/figures.h"

#include <fmt/format.h>

#include "gtest/gtest.h"
#include "tests/ui/support.h"
#include "ui/figures/shapes.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

using test::Window;

struct State {
  const char* lesson;  // or a folder of tests/browser/scenes
  std::vector<std::string> commands;
  std::vector<std::string> figures;
};

const std::vector<State>& states() {
  static const std::vector<State> kStates = {
      {"05-timer",
       {"solution", "build", "run-until trap cause=timer"},
       {"datapath", "trap-anatomy", "gates", "cost"}},
      {"05-timer",
       {"solution", "build", "run-until trap cause=timer", "run-until return to=U", "step 3"},
       {"trap-anatomy"}},
      {"09-syscall",
       {"solution", "build", "run-until syscall from=U", "run-until return to=U"},
       {"trap-anatomy"}},
      {"09-syscall",
       {"solution", "build", "run-until syscall from=U", "step 60"},
       {"protection", "system-call-path", "trap-anatomy"}},
      {"bound", {"run-until load"}, {"protection"}},
      {"bound", {"run-until trap"}, {"protection"}},
      {"11-vector", {"solution", "build", "run-until trap cause=timer", "step 300"}, {"vector"}},
      {"12-boot",
       {"solution", "build", "run-until exec pc=kernel:kernel", "step 400"},
       {"boot", "device-path"}},
      {"13-upcall", {"solution", "build", "run-until exec pc=handler_busy", "step 3"}, {"upcall"}},
      {"14-virtual-machine",
       {"solution", "build", "run-until return value=guest:vector"},
       {"virtual-machine"}},
      {"processes",
       {"run-until syscall from=U", "step 3000", "run-until return to=U", "step 100"},
       {"stacks", "address-spaces"}},
      {"ring", {"run-until trap", "step 4"}, {"device-path"}},
  };
  return kStates;
}

void open_scene(Window& window, const std::string& name) {
  const std::filesystem::path scene = test::source_folder() / "tests/browser/scenes" / name;
  if (!std::filesystem::exists(scene)) return window.open(name);
  Files files = test::lesson_files("05-timer");
  std::erase_if(files, [](const auto& file) { return !file.first.starts_with("../"); });
  for (const auto& entry : std::filesystem::directory_iterator(scene))
    files[entry.path().filename().string()] = read_file(entry.path());
  Diagnostics diagnostics;
  ASSERT_TRUE(window.app->session.open_lesson(files, diagnostics)) << to_text(diagnostics.front());
  window.app->opened();
}

void prepare(Window& window, const State& state) {
  open_scene(window, state.lesson);
  window.app->interface("page on");
  window.app->interface("still on");
  for (const std::string& command : state.commands) window.command(command);
}

void show(Window& window, const std::string& figure) {
  window.app->interface("place figure:" + figure);
  window.frames(40);  // moments of the past come with the frames
}

// The value of the figure's item of that name; fails the test when there is none.
std::string value_of(const Window& window, std::string_view name) {
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.group == "Figure" && item.name == name) return item.value;
  }
  ADD_FAILURE() << "no item '" << name << "'";
  return {};
}

bool inside(const MirrorRect& a, const MirrorRect& b) {
  return a.left >= b.left - 1 && a.top >= b.top - 1 && a.right <= b.right + 1 && a.bottom <= b.bottom + 1;
}

void expect_no_overlap(const Window& window, const std::string& what) {
  std::vector<const MirrorItem*> items;
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.group == "Figure" && item.role != "tab" && item.visible) items.push_back(&item);
  }
  EXPECT_GE(items.size(), 3u) << what << ": almost nothing is shown";
  for (size_t i = 0; i < items.size(); ++i) {
    const MirrorRect& a = items[i]->rect;
    EXPECT_LE(a.right, ImGui::GetIO().DisplaySize.x + 1) << what << ": " << items[i]->name;
    EXPECT_LE(a.bottom, ImGui::GetIO().DisplaySize.y + 1) << what << ": " << items[i]->name;
    for (size_t k = 0; k < i; ++k) {
      const MirrorRect& b = items[k]->rect;
      const float across = std::min(a.right, b.right) - std::max(a.left, b.left);
      const float down = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
      if (across > 2 && down > 2 && !inside(a, b) && !inside(b, a))
        ADD_FAILURE() << what << ": " << items[i]->name << " overlaps " << items[k]->name;
    }
  }
}

class FigureSizes : public testing::TestWithParam<test::Size> {};

TEST_P(FigureSizes, NothingOverlapsOrIsCutOff) {
  const test::Size size = GetParam();
  for (const State& state : states()) {
    Window window(size.width, size.height);
    prepare(window, state);
    for (const char* theme : {"light", "dark", "projector"}) {
      window.theme(theme);
      for (const std::string& figure : state.figures) {
        show(window, figure);
        const std::string what = figure + " in " + theme;
        expect_no_overlap(window, what);
        for (const Elision& cut : window.app->mirror.elisions()) {
          if (cut.group == "Figure") ADD_FAILURE() << what << " cuts off: " << cut.text;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, FigureSizes, testing::ValuesIn(test::kSizes));

const State& state_of(const std::string& lesson) {
  for (const State& state : states()) {
    if (state.lesson == lesson) return state;
  }
  ADD_FAILURE() << lesson;
  return states().front();
}

TEST(Figures, StacksTellWhatEachThreadDoes) {
  Window window;
  prepare(window, state_of("processes"));
  show(window, "stacks");
  EXPECT_EQ(value_of(window, "Thread 1: running"), "add_one+0x18");
  value_of(window, "Thread 2: ready to run");
  value_of(window, "Thread 3: waiting in a system call");
  value_of(window, "user CPU state");
  value_of(window, "disk_driver");
}

std::vector<std::pair<std::string, std::string>> stacks_of(const Window& window, std::string_view role) {
  std::vector<std::pair<std::string, std::string>> found;
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.group == "Figure" && item.role == role) found.emplace_back(item.name, item.value);
  }
  return found;
}

void open_stacks(Window& window) {
  window.open("08-stacks");
  window.app->interface("page on");
  window.app->interface("still on");
}

using Items = std::vector<std::pair<std::string, std::string>>;

// The kernel of lesson 08 saves on the user's stack, wherever a program says that this is.
TEST(Figures, AKernelOnTheUsersStackIsDrawnThere) {
  Window window(990, 852);
  open_stacks(window);
  window.command("run-until syscall from=U");
  window.command("run-until exec pc=which_trap");
  show(window, "stacks");
  const std::string saved = "The registers that the user program had, to be put back.";
  EXPECT_EQ(stacks_of(window, "button"), (Items{{"Thread 1: in a system call", "write+0x4"}}));
  EXPECT_EQ(stacks_of(window, "row"), (Items{{"user stack", "nice_stack, 272 bytes"},
                                             {"write", "write+0x4"},
                                             {"user CPU state", saved},
                                             {"which_trap", "which_trap"},
                                             {"kernel stack", "The kernel works on the user's stack."}}));
  window.command("run-until return to=U");
  show(window, "stacks");
  EXPECT_EQ(value_of(window, "user stack"), "nice_stack, 16 bytes");
  EXPECT_EQ(value_of(window, "kernel stack"), "The kernel used the user's stack.");
}

// A program that puts another number into its stack pointer is still one program, and does not run while the kernel does.
TEST(Figures, AThreadStaysOneWhereverItsStackPointerGoes) {
  Window window(990, 852);
  open_stacks(window);
  window.command("run-until syscall pc=user:nasty_call");
  window.command("run-until exec pc=which_trap");
  show(window, "stacks");
  EXPECT_EQ(stacks_of(window, "button"), (Items{{"Thread 1: last seen in a system call", "done+0x8"},
                                                {"Thread 2: in a system call", "nasty_call"}}));
  window.command("run-until return to=U");
  show(window, "stacks");
  EXPECT_EQ(stacks_of(window, "button")[1].first, "Thread 2: running");
}

// What one kernel stack held for a program is gone when the next ones have used it: nobody can say that it waits.
TEST(Figures, AProgramWhoseRegistersAreGoneDoesNotWait) {
  Window window(990, 852);
  open_stacks(window);
  window.command("solution");
  window.command("build");
  window.command("run-until return to=U value=user:right");
  show(window, "stacks");
  EXPECT_EQ(stacks_of(window, "button"), (Items{{"Thread 1: last seen in a system call", "done+0x8"},
                                                {"Thread 2: ready to run", "left_loop+0x8"},
                                                {"Thread 3: running", "right"}}));
}

// A kernel that faults for ever: the crossings of user code are forgotten, but not that there was any.
TEST(Figures, StacksKnowUserCodeThatRanLongAgo) {
  Window window(990, 852);
  open_stacks(window);
  window.command("run-until syscall from=U");
  window.command("step 2300000");
  ASSERT_GT(window.app->history().known_from(), 0u);
  window.app->interface("place figure:stacks");
  window.frames(12);
  const Items threads = stacks_of(window, "button");
  ASSERT_EQ(threads.size(), 3u);
  EXPECT_EQ(threads[2].first, "Thread 3: in a system call");
}

TEST(Figures, StacksLookBeforeTheySayWhatThereIs) {
  Window window(990, 852);
  open_stacks(window);
  window.command("run-until syscall from=U");
  window.command("run-until return to=U");
  window.app->interface("place figure:stacks");
  for (int frame = 0; frame < 40; ++frame) {
    window.frames(1);
    const MirrorItem* stack = window.app->mirror.find("row", "kernel stack");
    if (stack == nullptr) continue;
    EXPECT_TRUE(stack->value == "not used so far" || stack->value == "looking …" ||
                stack->value == "The kernel used the user's stack.")
        << stack->value;
  }
}

TEST(Figures, OneAddressIsTwoPlacesInTwoAddressSpaces) {
  Window window;
  prepare(window, state_of("processes"));
  show(window, "address-spaces?at=0x40001000");
  EXPECT_EQ(value_of(window, "The same address"), "4000 1000 is 8021 0000 for A, 8022 0000 for B");
}

TEST(Figures, AnUpcallIsFoundByWhatItSaved) {
  Window window;
  prepare(window, state_of("13-upcall"));
  show(window, "upcall");
  EXPECT_TRUE(value_of(window, "2. upcall").starts_with("handler"));
  EXPECT_EQ(value_of(window, "3. handler done"), "not yet");
  window.command("run-until return to=U value=handler");
  window.frames(40);
  EXPECT_TRUE(value_of(window, "2. upcall").starts_with("handler")) << "the next one";
}

TEST(Figures, AGuestsTrapsGoToTheHost) {
  Window window;
  prepare(window, {"14-virtual-machine", {"solution", "build", "run-until exception from=U"}, {}});
  show(window, "virtual-machine");
  EXPECT_EQ(value_of(window, "1. csrw stvec, t0"), "guest kernel, set_vector");
  EXPECT_EQ(value_of(window, "2. host: illegal"), "trap");
  EXPECT_EQ(value_of(window, "3. not yet"), "");
  EXPECT_EQ(value_of(window, "host kernel"), "stvec → trap, pc trap, the processor is here");
  EXPECT_EQ(value_of(window, "guest kernel"), "stvec → not set");
  window.command("run-until return to=U");
  window.frames(40);
  EXPECT_EQ(value_of(window, "3. done for it"), "set_vector+0x4");
  EXPECT_EQ(value_of(window, "guest's stvec"), "vector, before the trap 0000 0000; the processor's: trap");
  EXPECT_EQ(value_of(window, "guest's mode"), "kernel; the processor's: user");
  EXPECT_EQ(value_of(window, "guest kernel"), "stvec → vector, pc set_vector+0x4, the processor is here");
  // An sret of the guest: it goes on elsewhere, and the guest's process has the processor.
  window.command("run-until exec pc=to_process");
  window.command("run-until return to=U");
  window.frames(40);
  EXPECT_EQ(value_of(window, "1. sret"), "guest kernel, to_process");
  EXPECT_EQ(value_of(window, "3. done for it"), "main");
  EXPECT_EQ(value_of(window, "guest's mode"), "user, before the trap kernel; the processor's: user");
  // A system call of that process: the guest's kernel gets it.
  window.command("run-until return value=guest:vector");
  window.frames(40);
  EXPECT_EQ(value_of(window, "1. ecall"), "guest process, call_kernel");
  EXPECT_EQ(value_of(window, "3. handed on"), "vector");
  EXPECT_EQ(value_of(window, "guest's scause"),
            "ecall-u, before the trap 0000 0000; the processor's: ecall-u");
  EXPECT_EQ(value_of(window, "guest's mode"), "kernel, before the trap user; the processor's: user");
  // What is the host's own business leaves no mark.
  window.command("run-until interrupt from=U");
  window.command("run-until return to=U");
  window.frames(40);
  value_of(window, "3. goes on");
  window.command("reset");
  window.frames(40);
  EXPECT_EQ(value_of(window, "guest kernel"), "stvec → not set") << "and not: no guest here";
}

TEST(Figures, WhereThereIsRoomForOneTheGuestsWordsAreASwitchAway) {
  Window window(390, 420);
  prepare(window, {"14-virtual-machine", {"solution", "build", "run-until return value=guest:vector"}, {}});
  show(window, "virtual-machine");
  EXPECT_NE(window.app->mirror.find("row", "host kernel"), nullptr);
  EXPECT_EQ(window.app->mirror.find("row", "guest's stvec"), nullptr);
  show(window, "virtual-machine?show=words");
  EXPECT_NE(window.app->mirror.find("row", "guest's stvec"), nullptr);
  window.click("button", "way");
  window.frames(2);
  EXPECT_NE(window.app->mirror.find("row", "host kernel"), nullptr);
}

TEST(Figures, WithoutAGuestThereIsNoVirtualMachine) {
  Window window;
  prepare(window, state_of("13-upcall"));
  show(window, "virtual-machine");
  for (const MirrorItem& item : window.app->mirror.items()) EXPECT_NE(item.name, "host kernel");
}

TEST(Figures, ALoopWithoutUpcallsHasNone) {
  Window window;
  window.open("05-timer");
  window.command("solution");
  window.command("build");
  window.command("run-until trap cause=timer");
  window.command("step 3000");
  show(window, "upcall");
  for (const MirrorItem& item : window.app->mirror.items()) EXPECT_NE(item.name, "2. upcall");
}

TEST(Figures, TheVectorWarnsWhenNobodyHasSetIt) {
  Window window;
  window.open("05-timer");
  window.frames();
  show(window, "vector");
  const std::string warning = value_of(window, "Warning");
  EXPECT_NE(warning.find("stvec is 0"), std::string::npos) << warning;
}

TEST(Figures, TheBootFigureFollowsTheCopies) {
  Window window;
  prepare(window, state_of("12-boot"));
  show(window, "boot");
  EXPECT_NE(value_of(window, "kernel").find("copied"), std::string::npos);
  EXPECT_NE(value_of(window, "login").find("not there yet"), std::string::npos);
  EXPECT_EQ(value_of(window, "Copy 2 of kernel"), "told by loader");
}

TEST(Figures, TheRingTellsWhoOwnsADescriptor) {
  Window window;
  prepare(window, state_of("ring"));
  show(window, "device-path");
  EXPECT_TRUE(value_of(window, "Descriptor 0").starts_with("the driver's")) << "its request came back";
  EXPECT_TRUE(value_of(window, "Descriptor 3").starts_with("the device's"));
  EXPECT_EQ(value_of(window, "Descriptor 7"), "empty");
}

TEST(Figures, ATrapThatIsSteppedIntoPlaysUnlessMotionIsUnwanted) {
  for (const bool still : {false, true}) {
    Window window;
    window.open("05-timer");
    window.app->interface(still ? "still on" : "still off");
    window.command("solution");
    window.command("build");
    window.command("run-until exec pc=loop");
    window.app->interface("place figure:trap-anatomy");
    window.command("run-until trap cause=timer");
    window.command("back");
    window.frames(5);
    ASSERT_TRUE(window.app->session.apply("step").ok);
    window.frames(2);
    const std::string steps = value_of(window, "Steps of the trap");
    EXPECT_EQ(steps, still ? "8 of 8" : "0 of 8");
  }
}

// Which of the six steps of a system call is lit; 0: none.
int lit_step(const Window& window) {
  int lit = 0;
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.group != "Figure" || !item.value.starts_with("now: ")) continue;
    EXPECT_EQ(lit, 0) << "two are lit";
    lit = item.name[0] - '0';
  }
  return lit;
}

// The stub of lesson 09 saves all registers, calls kernel_trap, and goes on at back_to_user.
TEST(Figures, TheStepsOfASystemCallAreThoseOfTheCode) {
  Window window(390, 844);  // nothing else is drawn
  open_scene(window, "09-syscall");
  window.app->interface("still on");
  for (const char* command : {"solution", "build", "run-until syscall from=U"}) window.command(command);
  show(window, "system-call-path");
  const Machine& machine = window.app->session.machine();
  auto name = [&] {
    return window.app->session.program().name_of(machine.hart(0).cpu[machine.isa().pc_word]);
  };
  std::map<Tick, int> seen;
  int wanted = 2;
  while (!name().starts_with("trap+") && !name().starts_with("trap")) window.command("step");
  for (int i = 0; i < 2000 && wanted < 6; ++i) {
    const bool in_user = machine.hart(0).cpu[machine.isa().mode_word] == 0;
    if (wanted == 2 && i == 1) wanted = 3;
    if (wanted == 3 && name().starts_with("kernel_trap")) wanted = 4;
    if (wanted == 4 && name() == "back_to_user") wanted = 5;
    if (wanted == 5 && in_user) wanted = 6;
    ASSERT_EQ(lit_step(window), wanted) << name() << " in tick " << machine.now();
    seen[machine.now()] = wanted;
    window.command("step");
  }
  ASSERT_EQ(wanted, 6);
  ASSERT_GT(std::count_if(seen.begin(), seen.end(), [](const auto& at) { return at.second == 3; }), 30)
      << "31 registers are saved";
  for (const auto& [tick, step] : seen) {  // the same when what comes is known already
    if (tick % 7 != 0) continue;
    window.command("seek " + std::to_string(tick));
    EXPECT_EQ(lit_step(window), step) << name() << " in tick " << tick;
  }
}

// A program that only waits, for a timer that comes every 1,000 ticks.
TEST(Figures, CostTellsWaitingFromWork) {
  Window window;
  window.open_assembly("waits.S",
                       "_start:\n  la t0, handler\n  csrw mtvec, t0\n  li s0, 0x2004000\n"
                       "  li s1, 1000\n  sd s1, 0(s0)\n  li t0, 128\n  csrw mie, t0\n  csrsi mstatus, 8\n"
                       "again:\n  wfi\n  j again\n  .align 2\nhandler:\n"
                       "  addi s1, s1, 1000\n  sd s1, 0(s0)\n  mret\n");
  window.command("step 100000");
  show(window, "cost");
  auto ticks = [&](const char* name) {
    std::string text = value_of(window, name);
    std::erase(text, ',');
    return std::strtoul(text.c_str(), nullptr, 10);
  };
  const unsigned long waited = ticks("ticks of waiting"), worked = ticks("ticks of the firmware");
  EXPECT_EQ(waited + worked, 100'000u);
  EXPECT_GT(worked, 400u) << "a handler of four ticks, a hundred times";
  EXPECT_LT(worked, 2'000u);
  auto waiting = [&](Tick low, Tick high) { return window.app->history().coverage(low, high).waiting[3]; };
  const Tick half = waiting(0, 50'000);
  EXPECT_EQ(half + waiting(50'000, 100'000), waited);
  window.command("seek 50000");
  EXPECT_EQ(ticks("ticks of waiting"), half);
  window.command("key \"x\"");  // another future: what was known of waits after now is gone
  EXPECT_EQ(waiting(0, 50'000), half);
}

// In the words of the lamp and the lanes, and in a person's.
TEST(Figures, CostSpeaksOfKernelAndFirmware) {
  Window window;
  open_scene(window, "05-timer");
  for (const char* command : {"solution", "build", "run-until trap cause=timer", "step 100"})
    window.command(command);
  show(window, "cost");
  for (const char* name : {"ticks of user code", "ticks of the kernel", "ticks of the firmware"})
    value_of(window, name);
  const std::string once = value_of(window, "timer");
  EXPECT_TRUE(once.starts_with("1 time, ")) << once;
}

// What is forgotten is not counted, so that what is left is not spread over it.
TEST(Figures, CostCountsOverTheTimeThatItKnows) {
  Window window;
  window.open_assembly("faults.S",
                       "_start:\n  la t0, handler\n  csrw mtvec, t0\n  .align 2\nhandler:\n"
                       "  ld t0, 0(zero)\n");
  window.app->interface("panels console");
  window.command("step 1200000");
  window.app->interface("panels console,cost");
  window.app->interface("place figure:cost");
  window.frames(2);
  const History& history = window.app->history();
  ASSERT_GT(history.known_from(), 0u);
  EXPECT_NE(window.find_part("row", "since tick " + with_commas(history.known_from())), nullptr);
  EXPECT_NE(value_of(window, "load-fault").find("1000000.0 per million"), std::string::npos)
      << value_of(window, "load-fault");
}

TEST(Figures, BaseAndBoundAreOnTheWayOfAnAddress) {
  Window window;
  open_scene(window, "bound");
  window.app->interface("page on");
  show(window, "protection");
  value_of(window, "no page table");  // the firmware's addresses are as they are
  window.command("run-until load");
  const uint64_t base = window.app->session.program().find_symbol("program")->address;
  EXPECT_EQ(value_of(window, "virtual address"), hex(0x800) + ", load, U mode");
  EXPECT_EQ(value_of(window, "below the bound?"), hex(0x1000) + ", yes");
  EXPECT_EQ(value_of(window, "plus the base"), hex(base) + ", added");
  EXPECT_EQ(value_of(window, "physical address"), hex(base + 0x800) + ", allowed");
  window.command("run-until trap");
  EXPECT_EQ(value_of(window, "virtual address"), hex(0x1000) + ", store, U mode");
  EXPECT_EQ(value_of(window, "below the bound?"), hex(0x1000) + ", no");
  EXPECT_EQ(value_of(window, "exception"), "store-fault, refused");
  for (const MirrorItem& item : window.app->mirror.items()) EXPECT_NE(item.name, "physical address");
}

TEST(Figures, AFetchThatFailedIsNoInterrupt) {
  Window window;
  open_scene(window, "03-bound");
  window.app->interface("page on");
  window.command("run-until exception from=U");
  show(window, "datapath");
  EXPECT_EQ(value_of(window, "fetch and execute"), "fetch-fault, nothing came from sloppy");
}

TEST(Figures, APlaceThatIsTooLongKeepsItsOffset) {
  Window window;
  ImFont* face = window.type().small;
  const std::string whole = "taken before append_load+0x4";
  EXPECT_EQ(shorten_place(face, whole, 1000), whole);
  EXPECT_EQ(shorten_place(face, "too fast to follow", 30), "too fast to follow") << "not a place";
  for (const float part : {0.95F, 0.9F, 0.8F, 0.5F, 0.4F}) {
    const float width = text_size(face, whole).x * part;
    const std::string text = shorten_place(face, whole, width);
    EXPECT_LE(text_size(face, text).x, width);
    EXPECT_TRUE(text.starts_with(part > 0.75F ? "taken before a" : "a")) << text;
    EXPECT_TRUE(text.ends_with("d+0x4")) << text;
    EXPECT_NE(text.find("…"), std::string::npos) << text;
  }
}

TEST(Figures, AFlawedBoundIsNotChecked) {
  Window window;
  open_scene(window, "03-bound");
  window.app->interface("page on");
  for (const char* command : {"solution", "build", "reset", "flaw memory-unprotected on"})
    window.command(command);
  window.command("run-until store at=0x1000 pc=star");
  show(window, "protection");
  EXPECT_EQ(value_of(window, "virtual address"), "0000 1000, store, U mode");
  EXPECT_EQ(value_of(window, "below the bound?"), "0000 1000, no; not checked");
  EXPECT_EQ(value_of(window, "plus the base"), "8000 2000, added");
  EXPECT_EQ(value_of(window, "physical address"), "8000 3000, allowed");
}

// At first base is 0, and nothing is in memory there.
TEST(Figures, AnAddressWithNothingBehindItIsRefused) {
  Window window;
  open_scene(window, "03-bound");
  window.app->interface("page on");
  window.command("run-until exception from=U");
  show(window, "protection");
  EXPECT_EQ(value_of(window, "virtual address"), "0000 0000, fetch, U mode");
  EXPECT_EQ(value_of(window, "exception"), "fetch-fault, nothing is there");
}

// Its height on a phone leaves two lines for a box: what the figure is about is the third.
TEST(Figures, OnAPhoneTheWayOfAnAddressSaysWhatBecameOfIt) {
  for (const float height : {844.0F, 380.0F}) {
    Window window(390, height);
    prepare(window, state_of("09-syscall"));
    for (const char* theme : {"light", "projector"}) {
      window.theme(theme);
      show(window, "protection");
      EXPECT_EQ(value_of(window, "physical address").substr(11), "allowed");
      for (const Elision& cut : window.app->mirror.elisions())
        EXPECT_NE(cut.group, "Figure") << cut.text << " " << height << " " << theme;
    }
  }
}

TEST(Figures, BaseAndBoundAreWindowsOnMemory) {
  Window window;
  open_scene(window, "03-bound");
  window.app->interface("page on");
  for (const char* command : {"solution", "build", "reset", "run-until exec pc=diary"})
    window.command(command);
  show(window, "address-spaces");
  EXPECT_EQ(value_of(window, "The same address"),
            fmt::format("{} is 8000 2200 for A, 8000 3200 for B", hex(0x200)));
  EXPECT_EQ(value_of(window, "refused"), "from 0000 1000 on");
  EXPECT_EQ(value_of(window, "window of A"), "8000 2000");
  EXPECT_EQ(value_of(window, "window of B"), "8000 3000");
  window.command("run-until store at=0x1000 pc=keep");  // diary has grown, into the memory that sloppy had
  window.frames(40);
  EXPECT_EQ(value_of(window, "refused"), "from 0000 2000 on");
  for (const MirrorItem& item : window.app->mirror.items()) EXPECT_NE(item.name, "window of B");
}

TEST(Figures, AStaleTranslationTakesThePlaceOfThePagesOwn) {
  Window window;
  open_scene(window, "04-pages");
  window.app->interface("page on");
  for (const char* command : {"solution", "build", "reset", "flaw stale-translations on", "run"})
    window.command(command);
  show(window, "address-spaces");
  std::map<std::string, int> times;
  for (const MirrorItem& item : window.app->mirror.items()) {
    if (item.group == "Figure" && item.role == "row") ++times[item.name + " " + item.value];
  }
  EXPECT_EQ(times["data: stale 4000 1000"], 1);
  EXPECT_EQ(times["data 4000 1000"], 1) << "of the other process, whose page it is";
  EXPECT_EQ(times["data of B 8020 2000"], 1) << "B's page is there, but B does not get it";
  EXPECT_EQ(value_of(window, "The same address"), "4000 1000 is 8020 1000 for A, 8020 1000 for B");
}

TEST(Figures, TheAnatomyHasASecondSpelling) {
  Window window;
  window.open("05-timer");
  window.app->interface("page on");
  show(window, "anatomy?step=1");
  EXPECT_EQ(window.app->state.figure, "trap-anatomy");
  EXPECT_EQ(find_figure("anatomy"), find_figure("trap-anatomy"));
  Files files = test::lesson_files("05-timer");
  files["lesson.md"] += "\n[the trap](<figure:anatomy>) and [nothing](<figure:anatomie>)\n";
  Diagnostics diagnostics;
  window.app->session.open_lesson(files, diagnostics);
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_NE(to_text(diagnostics.front()).find("anatomie"), std::string::npos);
}

TEST(Figures, ALinkOpensAFigureInOneColumnToo) {
  Window window(390, 380);
  window.open("05-timer");
  window.app->interface("page on");
  window.frames();
  show(window, "vector?word=stvec");
  value_of(window, "stvec");
}

}  // namespace
}  // namespace trapdoor
