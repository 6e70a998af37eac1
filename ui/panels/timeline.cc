#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

// A mode of a hart; where there is too little room for those of all harts, mode is null and the lane is the hart's.
struct Lane {
  const ModeRow* mode;
  int hart;
  float top, bottom;
};

// Where everything is, for one frame.
struct Chart {
  const View& view;
  TimelineState& state;
  ImVec2 low, high;  // of the lanes and the axis
  float axis;        // lanes begin below it
  std::vector<Lane> lanes;

  double per_pixel() const { return (state.high - state.low) / static_cast<double>(high.x - low.x); }
  float x(double tick) const { return low.x + static_cast<float>((tick - state.low) / per_pixel()); }
  double tick(float at) const { return state.low + static_cast<double>(at - low.x) * per_pixel(); }
  const Lane* lane(int hart, uint8_t mode) const {
    for (const Lane& each : lanes) {
      if (each.hart == hart && (each.mode == nullptr || each.mode->mode == mode)) return &each;
    }
    return nullptr;
  }
};

ImU32 faded(ImU32 colour, float alpha) {
  return (colour & ~IM_COL32_A_MASK) | (static_cast<ImU32>(alpha * 255) << IM_COL32_A_SHIFT);
}

std::vector<Lane> make_lanes(const View& view, float top, float bottom) {
  std::vector<Lane> lanes;
  const int harts = view.machine().hart_count();
  const float modes = static_cast<float>(view.isa().modes.size()) * static_cast<float>(harts);
  const bool split = harts == 1 || (bottom - top) / modes >= view.theme.px(14);
  for (int hart = 0; hart < harts; ++hart) {
    if (!split) lanes.push_back({nullptr, hart, 0, 0});
    for (const Role role : {Role::user, Role::kernel, Role::firmware}) {
      for (const ModeRow& row : view.isa().modes) {
        if (split && row.role == role) lanes.push_back({&row, hart, 0, 0});
      }
    }
  }
  const float count = static_cast<float>(lanes.size());
  const float gap = view.theme.px(count > 3 ? 2 : 4);
  const float height = std::min(view.theme.px(34), (bottom - top - gap * (count - 1)) / count);
  for (size_t i = 0; i < lanes.size(); ++i) {
    lanes[i].top = top + static_cast<float>(i) * (height + gap);
    lanes[i].bottom = lanes[i].top + height;
  }
  return lanes;
}

// 1, 2 or 5 times a power of ten, so that labels are at least this far apart.
double nice_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(std::max(1.0, least))));
  for (double factor : {1.0, 2.0, 5.0, 10.0}) {
    if (power * factor >= least) return power * factor;
  }
  return power * 10;
}

void draw_axis(const Chart& chart) {
  const Theme& theme = chart.view.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const double step = nice_step(chart.per_pixel() * static_cast<double>(theme.px(96)));
  for (double tick = std::ceil(chart.state.low / step) * step; tick < chart.state.high; tick += step) {
    const float x = chart.x(tick);
    list->AddLine({x, chart.axis - theme.px(5)}, {x, chart.high.y}, faded(theme.border, 0.6F));
    const std::string text = with_commas(static_cast<uint64_t>(tick));
    if (x + text_size(theme.type.small, text).x + theme.px(4) < chart.high.x) {
      text_at(theme.type.small, {x + theme.px(4), chart.low.y + theme.px(2)}, theme.faint, text);
    }
  }
}

void draw_lane_names(const Chart& chart, float left) {
  const Theme& theme = chart.view.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (const Lane& lane : chart.lanes) {
    const float middle = (lane.top + lane.bottom) / 2;
    list->AddRectFilled({chart.low.x, lane.top}, {chart.high.x, lane.bottom}, theme.sunken, theme.px(2));
    const float y = middle - line_height(theme.type.small) / 2;
    const bool several = chart.view.machine().hart_count() > 1;
    if (lane.mode == nullptr) {
      text_at(theme.type.small, {left + theme.px(4), y}, theme.dim, fmt::format("hart {}", lane.hart));
      continue;
    }
    role_shape(list, theme, lane.mode->role, {left + theme.px(8), middle}, theme.px(4.5F));
    std::string name(role_word(lane.mode->role));
    for (char& c : name) c = static_cast<char>(c - 'A' + 'a');
    const float used = text_at(theme.type.small, {left + theme.px(18), y}, theme.dim, name);
    text_at(theme.type.small, {left + theme.px(23) + used, y}, theme.faint,
            several ? fmt::format("{}", lane.hart) : std::string(lane.mode->letter));
  }
}

void draw_span(const Chart& chart, int hart, uint8_t mode, double from, double to) {
  const Lane* lane = chart.lane(hart, mode);
  if (lane == nullptr || to <= chart.state.low || from >= chart.state.high) return;
  const double now = static_cast<double>(chart.view.machine().now());
  const ImU32 colour = chart.view.theme.of(find_mode(chart.view.isa(), mode).role).fill;
  ImDrawList* list = ImGui::GetWindowDrawList();
  auto bar = [&](double a, double b, float alpha) {
    const float x0 = std::max(chart.low.x, chart.x(a)), x1 = std::min(chart.high.x, chart.x(b));
    if (x1 > x0)
      list->AddRectFilled({x0, lane->top}, {std::max(x1, x0 + 1), lane->bottom}, faded(colour, alpha));
  };
  bar(from, std::min(to, now), 1);
  bar(std::max(from, now), to, 0.35F);
}

std::string cause_text(const Chart& chart, const Crossing& crossing) {
  if (crossing.is_return()) return "return";
  const CauseRow* row = find_cause(chart.view.isa(), crossing.kind, crossing.cause);
  return row == nullptr ? fmt::format("cause {}", crossing.cause) : std::string(row->word);
}

void draw_crossing(const Chart& chart, const Crossing& crossing, float room) {
  const Lane* from = chart.lane(crossing.hart, crossing.from);
  const Lane* to = chart.lane(crossing.hart, crossing.to);
  if (from == nullptr || to == nullptr) return;
  const Theme& theme = chart.view.theme;
  const bool future = crossing.tick >= chart.view.machine().now();
  const float x = chart.x(static_cast<double>(crossing.tick) + 1);
  const ImU32 colour = faded(theme.of(crossing.kind).fill, future ? 0.45F : 1);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float y0 = from->top < to->top ? from->top : from->bottom;
  const float y1 = from->top < to->top ? to->bottom : to->top;
  list->AddLine({x, y0}, {x, y1}, colour, crossing.is_return() ? theme.px(1) : theme.px(2));
  if (crossing.is_return() || room < theme.px(17)) return;
  const float middle = (to->top + to->bottom) / 2;
  const ImVec2 sign{x + theme.px(9), middle};
  list->AddCircleFilled(sign, theme.px(7.5F), theme.surface, 20);
  trap_shape(list, theme, crossing.kind, sign, theme.px(4.5F));
  const std::string word = cause_text(chart, crossing);
  const float width = text_size(theme.type.small, word).x;
  if (room < width + theme.px(26) || future) return;
  const ImU32 dark = IM_COL32(16, 22, 30, 255);  // on every role's colour
  text_at(theme.type.small, {x + theme.px(20), middle - line_height(theme.type.small) / 2}, dark, word);
}

// Few crossings: each is drawn.
void draw_each(const Chart& chart, size_t first, size_t last, int hart) {
  const auto& all = chart.view.history.crossings();
  const Crossing* previous = chart.view.history.before(first, hart);
  uint8_t mode = previous == nullptr ? chart.view.history.first_mode(hart) : previous->to;
  double since = previous == nullptr ? 0 : static_cast<double>(previous->tick) + 1;
  std::vector<const Crossing*> own;
  for (size_t i = first; i < std::min(all.size(), last + 1000);
       ++i) {  // one beyond what is shown ends the last span
    if (all[i].hart == hart) own.push_back(&all[i]);
    if (i >= last && all[i].hart == hart) break;
  }
  for (const Crossing* crossing : own) {
    const double until = static_cast<double>(crossing->tick) + 1;
    draw_span(chart, hart, mode, since, until);
    mode = crossing->to;
    since = until;
  }
  const double end = static_cast<double>(chart.view.session.end());
  if (own.empty() || since < chart.state.high) draw_span(chart, hart, mode, since, end);
  for (size_t i = 0; i < own.size(); ++i) {
    const float x = chart.x(static_cast<double>(own[i]->tick) + 1);
    const float right = chart.x(i + 1 < own.size() ? static_cast<double>(own[i + 1]->tick) + 1 : end);
    draw_crossing(chart, *own[i], std::min(right, chart.high.x) - x);
  }
}

void draw_share(const Chart& chart, int hart, float x, float column, Tick low, Tick high) {
  const Theme& theme = chart.view.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const History::Coverage share = chart.view.history.coverage(low, high, hart);
  const float alpha = low < chart.view.machine().now() ? 1 : 0.35F;
  float stacked = 0;  // in the lane of a hart the modes stand on each other
  for (const ModeRow& mode : chart.view.isa().modes) {
    const float part = static_cast<float>(share.ticks[mode.mode & 3]) / static_cast<float>(high - low);
    const Lane* lane = chart.lane(hart, mode.mode);
    if (part <= 0 || lane == nullptr) continue;
    const float height = (lane->bottom - lane->top) * (lane->mode == nullptr ? part : std::max(0.12F, part));
    list->AddRectFilled({x, lane->bottom - stacked - height}, {x + column, lane->bottom - stacked},
                        faded(theme.of(mode.role).fill, alpha));
    if (lane->mode == nullptr) stacked += height;
  }
}

// More crossings than pixels, or some of them are forgotten: each column shows how its ticks were shared among the modes.
void draw_shares(const Chart& chart) {
  const Theme& theme = chart.view.theme;
  const float column = theme.px(2);
  const Tick end = chart.view.session.end();
  for (float x = chart.low.x; x < chart.high.x; x += column) {
    const double a = std::max(0.0, chart.tick(x)), b = chart.tick(x + column);
    if (a >= static_cast<double>(end)) break;
    const Tick low = static_cast<Tick>(a), high = std::min(end, std::max(low + 1, static_cast<Tick>(b)));
    for (int hart = 0; hart < chart.view.machine().hart_count(); ++hart)
      draw_share(chart, hart, x, column, low, high);
  }
}

void draw_now(const Chart& chart) {
  const Theme& theme = chart.view.theme;
  const float x = chart.x(static_cast<double>(chart.view.machine().now()));
  if (x < chart.low.x - 1 || x > chart.high.x + 1) return;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float r = theme.px(5);
  list->AddLine({x, chart.axis - theme.px(2)}, {x, chart.high.y}, theme.text, theme.px(1.5F));
  list->AddTriangleFilled({x - r, chart.axis - r * 1.6F}, {x + r, chart.axis - r * 1.6F}, {x, chart.axis},
                          theme.text);
}

const Crossing* nearest(const Chart& chart, float x, float reach) {
  const auto& all = chart.view.history.crossings();
  const size_t index = chart.view.history.at(static_cast<Tick>(std::max(0.0, chart.tick(x))));
  const Crossing* best = nullptr;
  for (size_t i = index == 0 ? 0 : index - 1; i < all.size() && i < index + 2; ++i) {
    const float distance = std::abs(chart.x(static_cast<double>(all[i].tick) + 1) - x);
    if (distance <= reach) {
      reach = distance;
      best = &all[i];
    }
  }
  return best;
}

void zoom(TimelineState& state, double centre, double factor) {
  state.low = centre - (centre - state.low) * factor;
  state.high = centre + (state.high - centre) * factor;
  if (state.high - state.low < 12) state.high = state.low + 12;
  if (state.low < 0) {
    state.high -= state.low;
    state.low = 0;
  }
  state.fit = false;
}

void explain_place(const Chart& chart, float x) {
  const View& view = chart.view;
  if (const Crossing* hit = nearest(chart, x, view.theme.px(5))) {
    const CauseRow* row = find_cause(view.isa(), hit->kind, hit->cause);
    const std::string title = hit->is_return() ? "return from a trap" : std::string(row ? row->name : "trap");
    explain_item(view.theme, title, hit->is_return() || row == nullptr ? std::string_view() : row->help,
                 fmt::format("tick {}\n{} -> {}\n{} -> {}", with_commas(hit->tick),
                             find_mode(view.isa(), hit->from).name, find_mode(view.isa(), hit->to).name,
                             place_text(view.program(), hit->pc), place_text(view.program(), hit->target)));
    return;
  }
  const double tick = std::clamp(chart.tick(x), 0.0, static_cast<double>(view.session.end()));
  explain_item(
      view.theme, fmt::format("tick {}", with_commas(static_cast<uint64_t>(tick))),
      tick < static_cast<double>(view.history.known_from())
          ? "Click to go there. So long ago only the times of the modes are known, not each crossing."
          : "Click to go there.");
}

// Two fingers: apart is in, together is out, both to a side goes along.
void pinch(const Chart& chart) {
  TimelineState& state = chart.state;
  if (state.pinch != 1)
    zoom(state, chart.tick(std::clamp(state.pinch_x, chart.low.x, chart.high.x)), 1 / state.pinch);
  if (state.pan != 0) {
    const double shift = std::max(-state.low, -static_cast<double>(state.pan) * chart.per_pixel());
    state.low += shift;
    state.high += shift;
    state.fit = false;
  }
  state.pinch = 1;
  state.pan = 0;
}

void handle(const Chart& chart, Wishes& wishes) {
  const ImGuiIO& io = ImGui::GetIO();
  TimelineState& state = chart.state;
  pinch(chart);
  hot_spot("lanes", chart.low, chart.high, "slider", "Tick",
           fmt::format("{} of {}", with_commas(chart.view.machine().now()),
                       with_commas(chart.view.session.end())));
  if (auto moved = mirror().sliding(chart.view.machine().now(), chart.view.session.end()))
    wishes.commands.push_back(fmt::format("seek {}", *moved));
  if (ImGui::IsItemHovered()) {
    if (io.MouseWheel != 0)
      zoom(state, chart.tick(io.MousePos.x), std::pow(0.8, static_cast<double>(io.MouseWheel)));
    const float sideways = io.MouseWheelH;
    if (sideways != 0) {
      const double distance = -static_cast<double>(sideways) * 30 * chart.per_pixel();
      const double shift = std::max(-state.low, distance);
      state.low += shift;
      state.high += shift;
      state.fit = false;
    }
    if (!ImGui::IsItemActive()) explain_place(chart, io.MousePos.x);
  }
  // Without a button held it was a key, and the mouse's place means nothing.
  if (!ImGui::IsItemActive() || !io.MouseDown[0]) {
    state.dragging = false;
    return;
  }
  const bool clicked = ImGui::IsItemActivated();
  if (!clicked && std::abs(ImGui::GetMouseDragDelta(0).x) > 2) state.dragging = true;
  if (!clicked && !state.dragging) return;
  const Crossing* hit = clicked ? nearest(chart, io.MousePos.x, chart.view.theme.px(5)) : nullptr;
  const double wanted =
      std::clamp(chart.tick(io.MousePos.x), 0.0, static_cast<double>(chart.view.session.end()));
  const Tick tick = hit != nullptr ? hit->tick + 1 : static_cast<Tick>(wanted);
  if (tick != chart.view.machine().now()) wishes.commands.push_back(fmt::format("seek {}", tick));
}

// Old futures that an edit of the past left behind: a strip each, from where it parts. A click goes over to it.
void draw_branches(const Chart& chart, float left, float top, Wishes& wishes) {
  const Theme& theme = chart.view.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float height = theme.px(16);
  float y = top;
  for (const BranchInfo& branch : chart.view.session.branches()) {
    const float x0 =
        std::clamp(chart.x(static_cast<double>(branch.from)), chart.low.x, chart.high.x - theme.px(4));
    const float x1 = std::clamp(chart.x(static_cast<double>(branch.end)), x0 + theme.px(4), chart.high.x);
    const float middle = y + height / 2;
    const std::string name = "Old future: " + branch.name;
    const std::string value = fmt::format("ticks {} to {}, left by {}", with_commas(branch.from),
                                          with_commas(branch.end), branch.why);
    const float close = theme.px(18);
    if (hot_spot((branch.name + " drop").c_str(), {left, y}, {left + close, y + height}, "button",
                 "Forget " + branch.name))
      wishes.commands.push_back("drop " + branch.name);
    explain_item(theme, "Forget " + branch.name, "It cannot be gone back to afterwards.");
    trap_shape(list, theme, TrapKind::exception, {left + close / 2, middle}, theme.px(3.5F));
    text_at(theme.type.small, {left + close, middle - line_height(theme.type.small) / 2}, theme.dim,
            branch.name, chart.low.x - left - close - theme.px(4));
    if (hot_spot(branch.name.c_str(), {chart.low.x, y}, {chart.high.x, y + height}, "button", name, value))
      wishes.commands.push_back("branch " + branch.name);
    explain_item(theme, name, "What had been run before the past was changed. Click to go over to it.",
                 value);
    const ImU32 colour = ImGui::IsItemHovered() ? theme.accent : theme.faint;
    list->AddLine({x0, chart.high.y}, {x0, middle}, colour, theme.px(1));
    list->AddRectFilled({x0, middle - theme.px(3)}, {x1, middle + theme.px(3)}, colour, theme.px(2));
    y += height;
  }
}

}  // namespace

void draw_timeline(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  TimelineState& state = ui.timeline;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (state.fit) {
    state.low = 0;
    state.high = std::max(100.0, static_cast<double>(view.session.end()) * 1.02);
  }
  Chart chart{view, state, {start.x + theme.px(96), start.y}, {start.x + room.x, start.y + room.y}, 0, {}};
  chart.axis = start.y + theme.px(24);
  const float branches =
      theme.px(16) * static_cast<float>(std::min<size_t>(4, view.session.branches().size()));
  chart.high.y -= std::min(branches, (chart.high.y - chart.axis) / 2);
  chart.lanes = make_lanes(view, chart.axis, chart.high.y);
  chart.high.y = chart.lanes.empty() ? chart.high.y : chart.lanes.back().bottom;
  draw_lane_names(chart, start.x);
  ImGui::PushClipRect(chart.low, chart.high, true);
  draw_axis(chart);
  const auto& all = view.history.crossings();
  const size_t first = view.history.at(static_cast<Tick>(std::max(0.0, state.low)));
  const size_t last = view.history.at(static_cast<Tick>(std::max(0.0, state.high)));
  const bool known = state.low >= static_cast<double>(view.history.known_from());
  if (known && static_cast<float>(last - first) < (chart.high.x - chart.low.x) / theme.px(3)) {
    for (int hart = 0; hart < view.machine().hart_count(); ++hart)
      draw_each(chart, first, std::min(last, all.size()), hart);
  } else {
    draw_shares(chart);
  }
  draw_now(chart);
  handle(chart, wishes);
  ImGui::PopClipRect();
  draw_branches(chart, start.x, chart.high.y + theme.px(3), wishes);
  ImGui::SetCursorScreenPos({start.x, start.y - theme.px(2)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(theme.px(4), 0));
  bool fit = state.fit;
  if (toggle(theme, "fit", fit, "Show the whole run, and keep showing it as it grows.")) state.fit = fit;
  ImGui::SameLine();
  bool off = false;
  const double now = static_cast<double>(view.machine().now());
  if (toggle(theme, "+", off, "Zoom in around now. The mouse wheel does it around the pointer."))
    zoom(state, now, 0.5);
  ImGui::SameLine();
  off = false;
  if (toggle(theme, "–", off, "Zoom out.")) zoom(state, now, 2);
  ImGui::PopStyleVar();
}

}  // namespace trapdoor
