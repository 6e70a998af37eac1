#include "engine/session/lesson.h"

#include <algorithm>

#include "engine/boards/boards.h"
#include "engine/session/command.h"
#include "engine/session/lesson_front.h"
#include "engine/session/match.h"
#include "engine/session/screen_names.h"
#include "engine/session/words.h"

namespace trapdoor {
namespace {

// The line of lesson.md where the front matter names the file first.
int line_naming(const std::string& name, const LessonText& text) {
  const size_t at = text.front.find("\"" + name + "\"");
  if (at == std::string::npos) return 0;
  return text.front_line +
         static_cast<int>(
             std::count(text.front.begin(), text.front.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

// start/NAME, then NAME beside lesson.md; solution/NAME where it differs.
void take_files(const Files& files, const LessonText& text, Lesson& lesson, Diagnostics& diagnostics) {
  auto find = [&](const std::string& path) { return files.find(path); };
  std::vector<std::string> names = lesson.files;
  for (const LessonImage& image : lesson.images) {
    for (const std::string& file : image.files) {
      if (!contains(names, file)) names.push_back(file);  // needed, but not shown
    }
  }
  for (const std::string& name : names) {
    auto start = find("start/" + name);
    if (start == files.end()) start = find(name);
    if (start == files.end()) {
      diagnostics.push_back({std::string(kLessonFile), line_naming(name, text), 0,
                             "the file `" + name + "` is missing",
                             "it should be start/" + name + " or " + name, Severity::error});
      continue;
    }
    lesson.start[name] = start->second;
    auto solution = find("solution/" + name);
    if (solution == files.end() || solution->second == start->second) continue;
    lesson.solution[name] = solution->second;
    if (!lesson.editable(name)) {
      diagnostics.push_back({"solution/" + name, 0, 0, "the solution changes a file that is readonly",
                             "take it out of `readonly`", Severity::error});
    }
  }
  for (const auto& [path, content] : files) {
    for (std::string_view folder : {"start/", "solution/"}) {
      if (!path.starts_with(folder)) continue;
      std::string name = path.substr(folder.size());
      if (!contains(names, name)) {
        diagnostics.push_back({path, 0, 0, "lesson.md does not name this file",
                               "add \"" + name + "\" to `files`, or remove it", Severity::error});
      }
    }
  }
}

// Words of matches and commands, with the machine's rows and without labels.
class LessonWords {
 public:
  LessonWords(const Lesson& lesson, Machine& machine, Diagnostics& diagnostics)
      : lesson_(lesson), machine_(machine), diagnostics_(diagnostics) {}

  void look_up() {
    for (const LessonStep& step : lesson_.steps) {
      for (const Check& check : step.checks) sequence(check.sequence);
      for (const Typing& typing : step.typings) sequence(typing.after);
    }
    for (const LessonLink& link : lesson_.links) look_up(link);
    for (const LessonImage& image : lesson_.images) {
      if (image.device.empty()) continue;
      int device = machine_.find_device(image.device);
      if (device < 0 || !machine_.device(device).storage()) {
        report({image.line, 0}, "no device with storage is called `" + image.device + "`",
               "device = \"disk0\"");
      }
    }
  }

 private:
  void report(LessonPlace place, std::string message, std::string hint) {
    diagnostics_.push_back({std::string(kLessonFile), place.line, place.column, std::move(message),
                            std::move(hint), Severity::error});
  }

  void sequence(const MatchSequence& sequence) {
    for (const MatchText& one : sequence.matches) match(one);
    if (sequence.without) match(*sequence.without);
  }

  void match(const MatchText& match) {
    Diagnostic error;
    if (Match::parse(match.text, machine_, nullptr, error)) return;
    report({match.place.line, match.place.column + error.column - 1}, error.message, error.hint);
  }

  void look_up(const LessonLink& link) {
    std::string_view target = link.target;
    if (target.starts_with("http://") || target.starts_with("https://") || target.starts_with('#')) return;
    size_t colon = std::min(target.find(':'), target.size());
    std::string_view scheme = target.substr(0, colon),
                     rest = target.substr(std::min(colon + 1, target.size()));
    if (scheme == "do") {
      Diagnostic error;
      if (!parse_command(rest, &machine_, nullptr, error).row) {
        report({link.place.line, link.place.column + 3 + std::max(error.column, 1) - 1}, error.message,
               error.hint);
      }
      return;
    }
    size_t question = std::min(rest.find('?'), rest.size());
    std::string_view name = rest.substr(0, question);
    std::string_view query = rest.substr(std::min(question + 1, rest.size()));
    if (scheme == "panel" && !contains(kPanelNames, name)) {
      report(link.place, "no panel is called `" + std::string(name) + "`", "panels: " + list_of(kPanelNames));
    } else if (scheme == "figure" && !contains(kFigureNames, figure_name(name))) {
      report(link.place, "no figure is called `" + std::string(name) + "`",
             "figures: " + list_of(kFigureNames));
    } else if (scheme == "source" && !contains(lesson_.files, name)) {
      report(link.place, "`" + std::string(name) + "` is not one of the lesson's files",
             "files: " + list_of(lesson_.files));
    } else if (scheme != "panel" && scheme != "figure" && scheme != "source") {
      report(link.place, "a link cannot go to `" + link.target + "`",
             "do:COMMAND, panel:NAME, figure:NAME, source:FILE, or https://...");
    } else {
      look_up_query(link, query);
    }
  }

  void look_up_query(const LessonLink& link, std::string_view query) {
    std::string_view word;
    while (!query.empty()) {
      std::string_view part = query.substr(0, query.find('&'));
      query.remove_prefix(std::min(part.size() + 1, query.size()));
      size_t equals = std::min(part.find('='), part.size());
      std::string_view key = part.substr(0, equals), value = part.substr(std::min(equals + 1, part.size()));
      const Isa& isa = machine_.isa();
      if (key == "word") {
        word = value;
        bool view = std::any_of(isa.views.begin(), isa.views.end(),
                                [&](const ViewRow& row) { return row.name == value; });
        if (!find_word(isa, value) && !view)
          report(link.place, "no register is called `" + std::string(value) + "`",
                 "as in the Registers panel: mstatus, sstatus, a0");
      } else if (key == "field") {
        bool field = std::any_of(isa.fields.begin(), isa.fields.end(), [&](const FieldRow& row) {
          return row.name == value && (row.word == word || word.empty());
        });
        if (!field)
          report(link.place, "`" + std::string(word) + "` has no field `" + std::string(value) + "`",
                 "word=mstatus&field=MIE");
      } else if (key == "line" || key == "bit" || key == "tick" || key == "step") {
        if (!parse_number(value)) report(link.place, "`" + std::string(key) + "=` takes a number", "");
      } else if (key != "at" && key != "physical" && key != "device" && key != "wire" && key != "item" &&
                 key != "mask" && key != "show") {
        report(link.place, "a link cannot point with `" + std::string(key) + "`",
               "word, field, bit, line, tick, step, at, physical, device, wire, item, mask, show");
      }
    }
  }

  const Lesson& lesson_;
  Machine& machine_;
  Diagnostics& diagnostics_;
};

}  // namespace

bool Lesson::editable(std::string_view file) const {
  return contains(files, file) && !contains(readonly, file);
}

std::optional<Lesson> Lesson::parse(const Files& files, Diagnostics& diagnostics) {
  size_t before = diagnostics.size();
  auto main = files.find(std::string(kLessonFile));
  if (main == files.end()) {
    diagnostics.push_back({std::string(kLessonFile), 0, 0, "a lesson's folder needs a lesson.md",
                           "lessons/README.md says how to write one", Severity::error});
    return std::nullopt;
  }
  Lesson lesson;
  LessonText text = split_lesson(main->second, diagnostics);
  read_front_matter(text, lesson, diagnostics);
  // Without `files`, which was said, every other file would be said to be too many.
  if (lesson.files.empty() && diagnostics.size() > before) return std::nullopt;
  lesson.intro = std::move(text.intro);
  lesson.steps = std::move(text.steps);
  lesson.links = std::move(text.links);
  take_files(files, text, lesson, diagnostics);
  bool checked = std::any_of(lesson.steps.begin(), lesson.steps.end(),
                             [](const LessonStep& step) { return !step.checks.empty(); });
  if (!lesson.solution.empty() && !checked && diagnostics.size() == before)
    diagnostics.push_back(
        {std::string(kLessonFile), 0, 0, "there is a solution and no check: nothing tells it from the start",
         "a fence of ```check in the step, with lines of expect and refuse", Severity::error});
  if (const Board* board = find_board(lesson.board)) {
    Machine machine(*board, {kPageSize, lesson.machine.harts});
    LessonWords(lesson, machine, diagnostics).look_up();
  }
  if (diagnostics.size() > before) return std::nullopt;
  return lesson;
}

}  // namespace trapdoor
