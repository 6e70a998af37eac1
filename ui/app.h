// App: one Session and everything that shows it. Whoever has a window calls `frame`; a page also calls the rest.
// Laws: 1. A frame gives the guest kGuestSeconds of the host's time; where drawing is slow, as much as drawing takes, up to
//          kMostGuestSeconds: nothing a guest does freezes the window, and a slow screen does not starve the guest.
//       2. Panels draw first, from const references; then what they wished for is done.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "engine/session/session.h"
#include "ui/fingers.h"
#include "ui/history.h"
#include "ui/message.h"
#include "ui/mirror.h"
#include "ui/place.h"
#include "ui/screen.h"
#include "ui/state.h"
#include "ui/theme.h"
#include "ui/view.h"

namespace trapdoor {

class App {
 public:
  static constexpr double kGuestSeconds = 0.009, kMostGuestSeconds = 0.03;

  // `clock` tells seconds from some fixed moment. Requires an ImGui context.
  explicit App(double (*clock)());

  Session session;
  Mirror mirror;
  UiState state;
  ScreenOptions options;

  // One frame between ImGui::NewFrame and ImGui::Render. The typefaces are those of load_typefaces.
  void frame(const Typefaces&);
  // True when nothing would change if no frame were drawn.
  bool idle() const;

  // A lesson or program was opened: shows what it asks for.
  void opened();
  // To be called when the machine was put into another moment from outside: a saved state was loaded.
  void forget_moment();
  // A Session command; its answer. All commands of the interface come through here.
  CommandResult command(std::string_view text);
  // "theme dark" | "place panel:registers?word=mie" | "panels a,b" | "page on" | "still on" | "click ID" | "focus ID" | "reveal ID" |
  // "enter ID TEXT" (as if typed into that line) | "typing ID TEXT" (as far as it is typed) | "nudge ID PIXELS" (a splitter) | "slide ID VALUE" |
  // "pinch X FACTOR PIXELS" (two fingers on the timeline) | "watch TEXT" | "unwatch TEXT" |
  // "breakpoint LINE FILE" (set or removed) | "layout ..." (layout.h)
  CommandResult interface(std::string_view text);
  // The part of `interface("layout ...")` that brings the present layout back.
  std::string layout() const;

  const Theme& theme() const { return theme_; }
  const History& history() const { return history_; }
  // At the foot of the screen; empty most of the time.
  const std::string& message() const { return message_.text(); }
  uint64_t messages() const { return message_.said(); }  // how many so far
  void say(std::string text) { message_.say(std::move(text), clock_()); }
  // Seconds that drawing took in the last frames, without guest work: the median.
  double frame_seconds() const;

 private:
  void advance(double seconds);
  bool fast() const;
  double phase(double seconds) const;
  void ring_pointed();
  void press(ImGuiID);
  void go_on_pressing();
  void fit_zoom();
  void observe();
  void shortcuts(Wishes&);
  CommandResult point_at(std::string_view place);
  void watch(const std::string& item);
  CommandResult point_at_address(const LinkPlace&);
  CommandResult toggle_breakpoint(const std::string& text);
  void perform(const Wishes&);

  double (*clock_)();
  Theme theme_;
  History history_;
  std::unique_ptr<Disassembler> disassembler_;
  const Isa* disassembled_ = nullptr;  // whose instructions disassembler_ knows
  Before before_;
  Moments moments_;
  uint64_t moments_of_ = 0;  // History::generation
  Cpu last_cpu_;
  Tick last_tick_ = kNever, anatomy_tick_ = kNever;
  std::vector<Event> last_tick_events_, last_crossing_events_;
  Message message_;
  Fingers fingers_;
  double last_seconds_ = 0, moved_at_ = -10;
  double guest_seconds_ = 0;  // that the last frame gave the guest
  double owed_ticks_ = 0;
  Tick chunk_ = 20'000;
  uint64_t drawn_revision_ = ~uint64_t{0};
  int frames_left_ = 3;
  bool still_ = false;
  struct Pressing {
    ImGuiID id = 0;
    int frames = 0;  // left to come into sight
  };
  std::deque<Pressing> pressing_;  // the next first
  bool pressed_ = false;           // for the next frame
  std::vector<double> draw_seconds_;
};

}  // namespace trapdoor
