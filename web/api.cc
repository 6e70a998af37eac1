#include "web/api.h"

#include <emscripten.h>
#include <fmt/format.h>

#include <cstdlib>
#include <string>

#define JSON_NOEXCEPTION 1
#include <nlohmann/json.hpp>

#include "engine/session/check.h"
#include "ui/app.h"
#include "ui/figures/figures.h"
#include "ui/keys.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/prose.h"
#include "ui/terminal_text.h"

namespace trapdoor {
namespace {

using Json = nlohmann::json;

App* app = nullptr;
std::string answer_text;
std::vector<GivenFile> given;  // by td_give, until td_open_files takes them
std::vector<std::byte> saved;  // by td_save_state, until the page has taken it

// Guest output need not be UTF-8; JSON must be.
const char* answer(const Json& json) {
  answer_text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return answer_text.c_str();
}

const char* nothing() {
  answer_text.clear();
  return answer_text.c_str();
}

Json to_json(const CommandResult& result) { return {{"ok", result.ok}, {"message", result.message}}; }

Json to_json(const Diagnostics& diagnostics) {
  Json list = Json::array();
  for (const Diagnostic& d : diagnostics) {
    list.push_back({{"file", d.file},
                    {"line", d.line},
                    {"column", d.column},
                    {"message", d.message},
                    {"hint", d.hint},
                    {"severity", d.severity == Severity::error ? "error" : "warning"}});
  }
  return list;
}

Json html_list(const std::vector<std::string>& markdown) {
  Json list = Json::array();
  for (const std::string& text : markdown) list.push_back(to_html(parse_prose(text)));
  return list;
}

Json to_json(const Lesson& lesson) {
  Json steps = Json::array();
  for (const LessonStep& step : lesson.steps) {
    Json checks = Json::array();
    for (const Check& check : step.checks) checks.push_back(check.message);
    steps.push_back({{"title", step.title},
                     {"html", to_html(parse_prose(step.prose))},
                     {"checks", checks},
                     {"hints", html_list(step.hints)}});
  }
  return {
      {"id", lesson.id},         {"title", lesson.title},       {"slides", lesson.slides},
      {"panels", lesson.panels}, {"files", lesson.files},       {"readonly", lesson.readonly},
      {"start", lesson.start},   {"solution", lesson.solution}, {"intro", to_html(parse_prose(lesson.intro))},
      {"steps", steps}};
}

Json checks_json(const Session& session) {
  Json steps = Json::array();
  for (const auto& step : session.checks()) {
    Json list = Json::array();
    for (const CheckResult& result : step) {
      constexpr const char* kWords[] = {"open", "passed", "failed"};
      list.push_back({{"state", kWords[static_cast<size_t>(result.state)]},
                      {"tick", result.tick},
                      {"message", result.message}});
    }
    steps.push_back(list);
  }
  return steps;
}

void add_machine(Json& json, const Session& session) {
  const Machine& machine = session.machine();
  const Isa& isa = machine.isa();
  const Cpu& cpu = machine.hart(machine.running_hart()).cpu;
  const ModeRow& mode = find_mode(isa, static_cast<uint8_t>(cpu[isa.mode_word]));
  constexpr const char* kRoles[] = {"user", "kernel", "firmware"};
  const uint64_t pc = cpu[isa.pc_word];
  json["identity"] = fmt::format("{:016x}", session.identity());
  json["tick"] = machine.now();
  if (machine.powered_off()) json["exit_code"] = machine.exit_code();
  json["end"] = session.end();
  json["mode"] = {
      {"letter", mode.letter}, {"name", mode.name}, {"role", kRoles[static_cast<size_t>(mode.role)]}};
  json["pc"] = place_text(session.program(), pc);
  if (const auto place = session.program().place_of(pc))
    json["place"] = {{"file", place->file}, {"line", place->line}};
  json["traps"] = app->history().traps();
  if (const Crossing* trap = app->history().last_trap(machine.now())) {
    const CauseRow* row = find_cause(isa, trap->kind, trap->cause);
    constexpr const char* kKinds[] = {"return", "interrupt", "exception", "system call"};
    json["trap"] = {{"tick", trap->tick},
                    {"kind", kKinds[static_cast<size_t>(trap->kind)]},
                    {"name", row == nullptr ? "trap" : std::string(row->name)},
                    {"from", find_mode(isa, trap->from).name},
                    {"to", find_mode(isa, trap->to).name}};
  }
  Json stoppers = Json::array();
  for (const Stopper& stopper : session.stoppers()) {
    Json row = {{"id", stopper.id}, {"match", stopper.match.text()}, {"enabled", stopper.enabled}};
    constexpr std::string_view kHead = "exec pc=0x";
    if (stopper.match.text().starts_with(kHead)) {
      const uint64_t address = std::strtoull(stopper.match.text().c_str() + kHead.size(), nullptr, 16);
      if (const auto place = session.program().place_of(address))
        row["place"] = {{"file", place->file}, {"line", place->line}};
    }
    stoppers.push_back(row);
  }
  json["stoppers"] = stoppers;
}

// What runs, in the end, is what people call it by.
std::string title_of(const std::vector<GivenFile>& files) {
  for (const FileRole role : {FileRole::program, FileRole::source, FileRole::kernel, FileRole::firmware}) {
    for (const GivenFile& file : files) {
      if (guess_role(file.name, file.bytes) == role) return file.name;
    }
  }
  return files.empty() ? "A program" : files.front().name;
}

Json program_json(const Session& session, const std::vector<GivenFile>& files) {
  const Machine& machine = session.machine();
  const Program& program = session.program();
  Json sections = Json::array(), texts = Json::array();
  for (const Section& section : program.sections)
    sections.push_back(
        {{"name", section.name}, {"address", hex(section.address)}, {"size", size_text(section.size)}});
  for (const auto& [name, text] : session.sources()) texts.push_back(name);
  return {{"title", title_of(files)},
          {"board", machine.board().title},
          {"ram", size_text(machine.bus.ram_end() - machine.bus.ram_base())},
          {"harts", machine.hart_count()},
          {"entry", place_text(program, machine.hart(0).cpu[machine.isa().pc_word])},
          {"symbols", program.symbols.size()},
          {"lines", program.lines.size()},
          {"sections", sections},
          {"texts", texts}};
}

// What the files are taken for, whether they run or not.
Json files_json(const std::vector<GivenFile>& files) {
  Json list = Json::array();
  for (const GivenFile& file : files) {
    const FileRole guess = guess_role(file.name, file.bytes);
    std::string role = file.role;
    for (const FileRoleRow& row : file_roles()) {
      if (role.empty() && row.role == guess) role = row.name;
    }
    list.push_back({{"name", file.name}, {"role", role}, {"size", size_text(file.bytes.size())}});
  }
  return list;
}

Json roles_json() {
  Json list = Json::array();
  for (const FileRoleRow& row : file_roles())
    list.push_back({{"name", row.name}, {"title", row.title}, {"help", row.help}});
  return list;
}

Json keys_json() {
  Json list = Json::array();
  for (const KeyRow& row : key_rows()) {
    list.push_back({{"key", row.web},
                    {"shift", row.shift},
                    {"shown", row.shown},
                    {"command", row.command},
                    {"help", row.help}});
  }
  return list;
}

}  // namespace

void serve(App& served) { app = &served; }

}  // namespace trapdoor

using namespace trapdoor;

EMSCRIPTEN_KEEPALIVE const char* td_open(const char* text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object())
    return answer({{"ok", false}, {"message", "td_open wants an object of file names and texts"}});
  Files files;
  for (const auto& [name, content] : json.items()) {
    if (content.is_string()) files[name] = content.get<std::string>();
  }
  Diagnostics diagnostics;
  const bool ok = app->session.open_lesson(files, diagnostics);
  Json result = {{"ok", ok}, {"diagnostics", to_json(diagnostics)}, {"keys", keys_json()}};
  if (ok) {
    result["lesson"] = to_json(*app->session.lesson());
    app->opened();
  }
  return answer(result);
}

EMSCRIPTEN_KEEPALIVE const char* td_prove() {
  Json lines = Json::array();
  const Lesson* lesson = app->session.lesson();
  if (lesson == nullptr) return answer({{"lines", lines}, {"diagnostics", Json::array()}});
  const LessonReport report = check_lesson(*lesson);
  for (const LessonReport::Line& line : report.lines)
    lines.push_back({{"passed", line.passed}, {"text", line.text}});
  return answer({{"lines", lines}, {"diagnostics", to_json(report.diagnostics)}});
}

EMSCRIPTEN_KEEPALIVE unsigned char* td_give(const char* name, const char* role, unsigned size) {
  GivenFile& file = given.emplace_back(GivenFile{name, {}, role});
  file.bytes.resize(size);
  return reinterpret_cast<unsigned char*>(file.bytes.data());
}

EMSCRIPTEN_KEEPALIVE const char* td_open_files(const char* text) {
  const std::vector<GivenFile> files = std::move(given);
  given.clear();
  const Json wish = Json::parse(text, nullptr, false);
  if (!wish.is_object()) return answer({{"ok", false}, {"message", "td_open_files wants an object"}});
  auto word = [&](const char* name) {
    return wish.value(name, Json("")).is_string() ? wish.value(name, "") : "";
  };
  GivenMachine machine;
  if (!word("board").empty()) machine.board = word("board");
  machine.ram = word("ram");
  machine.arguments = word("append");
  if (wish.contains("harts") && wish["harts"].is_number_integer()) machine.harts = wish["harts"].get<int>();
  Json result = {{"files", files_json(files)}, {"roles", roles_json()}, {"keys", keys_json()}};
  Diagnostics diagnostics;
  CommandResult done{true, ""};
  if (!(wish.contains("look") && wish["look"] == true)) {
    done = app->session.open_files(files, machine, diagnostics);
    const bool state = files.size() == 1 && !files[0].bytes.empty() && result["files"][0]["role"] == "state";
    if (done.ok && state) app->forget_moment();
    if (done.ok && !state) {
      app->opened();
      result["program"] = program_json(app->session, files);
    }
  }
  result["ok"] = done.ok;
  result["message"] = done.message;
  result["diagnostics"] = to_json(diagnostics);
  return answer(result);
}

EMSCRIPTEN_KEEPALIVE const char* td_save_state() {
  const Session& session = app->session;
  saved = session.save_state();
  if (saved.empty()) return answer({{"ok", false}, {"message", "there is no machine yet"}});
  return answer({{"ok", true},
                 {"message", ""},
                 {"address", reinterpret_cast<uintptr_t>(saved.data())},
                 {"size", saved.size()},
                 {"tick", session.machine().now()}});
}

EMSCRIPTEN_KEEPALIVE const char* td_complete(const char* text) {
  const Completion completion = app->session.complete(text, std::string_view(text).size());
  Json list = Json::array();
  for (const Candidate& candidate : completion.candidates)
    list.push_back({{"text", candidate.text}, {"help", candidate.help}});
  return answer({{"start", completion.start}, {"candidates", list}});
}

EMSCRIPTEN_KEEPALIVE const char* td_command(const char* text) { return answer(to_json(app->command(text))); }

EMSCRIPTEN_KEEPALIVE const char* td_set_source(const char* name, const char* text) {
  return answer(to_json(app->session.set_source(name, text)));
}

EMSCRIPTEN_KEEPALIVE const char* td_state(const char* revision) {
  const Session& session = app->session;
  if (!saved.empty()) saved = {};
  const uint64_t now = session.revision() + app->messages() + 1;  // neither ever gets less
  if (std::strtoull(revision, nullptr, 10) == now) return nothing();
  Json json = {{"revision", now},
               {"running", session.running()},
               {"checking", session.checking()},
               {"speed", session.speed()},
               {"stopped", session.stopped_because()},
               {"edited", session.edited()},
               {"message", app->message()},
               {"messages", app->messages()},
               {"checks", checks_json(session)},
               {"diagnostics", to_json(session.diagnostics())},
               {"frame", app->frame_seconds()}};
  const std::string& console = session.console();
  json["console"] =
      terminal_text(std::string_view(console).substr(console.size() > 4000 ? console.size() - 4000 : 0));
  if (session.has_machine()) add_machine(json, session);
  return answer(json);
}

EMSCRIPTEN_KEEPALIVE const char* td_mirror(const char* revision) {
  const Mirror& items = app->mirror;
  if (std::strtoull(revision, nullptr, 10) == items.revision()) return nothing();
  Json list = Json::array();
  for (const MirrorItem& item : items.items()) {
    list.push_back({{"id", item.id},
                    {"role", item.role},
                    {"name", item.name},
                    {"value", item.value},
                    {"group", item.group},
                    {"pressed", item.pressed},
                    {"visible", item.visible},
                    {"rect", {item.rect.left, item.rect.top, item.rect.right, item.rect.bottom}}});
    if (!item.help.empty()) list.back()["help"] = item.help;
    if (item.most > 0) {
      list.back()["now"] = item.now;
      list.back()["most"] = item.most;
    }
    if (item.completes.empty()) continue;
    list.back()["completes"] = item.completes;
    list.back()["text"] = item.text;
    list.back()["pushes"] = item.pushes;
  }
  Json elided = Json::array();
  for (const Elision& text : items.elisions()) elided.push_back({{"group", text.group}, {"text", text.text}});
  return answer({{"revision", items.revision()}, {"items", list}, {"elided", elided}});
}

EMSCRIPTEN_KEEPALIVE const char* td_interface(const char* text) {
  Json json = to_json(app->interface(text));
  json["layout"] = app->layout();
  json["frame"] = app->frame_seconds();
  return answer(json);
}
