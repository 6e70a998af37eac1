// Line programs: DWARF 2 to 5, section 6.2.
#include <algorithm>

#include "engine/program/dwarf_unit.h"

namespace trapdoor::dwarf {
namespace {

enum ContentType : uint64_t { kPath = 1, kFolderIndex = 2 };

struct Row {
  uint64_t address;
  uint64_t file, line;
};

struct FileEntry {
  std::string name;
  uint64_t folder = 0;
};

class LineProgram {
 public:
  LineProgram(ByteReader& units, const DebugBytes& sections, Budget& budget)
      : context_{sections}, reader_({}), budget_(budget) {
    uint64_t length = units.number(4);
    if (length == 0xffffffff) {
      length = units.number(8);
      context_.offset_size = 8;
    }
    uint64_t start = units.at();
    if (units.bytes(length).empty()) return;
    reader_ = ByteReader(sections.line.first(start + length), start);
    good_ = read_header();
  }

  bool good() const { return good_; }

  // Every file's full name; "" for numbers that mean nothing.
  std::vector<std::string> names(const std::string& compile_folder) const {
    std::vector<std::string> out;
    for (const FileEntry& file : files_) {
      std::string folder = compile_folder;
      if (file.folder < folders_.size()) folder = join_path(compile_folder, folders_[file.folder]);
      out.push_back(file.name.empty() ? "" : join_path(folder, file.name));
    }
    return out;
  }

  // Runs the program; each whole sequence goes to `take`.
  template <class Take>
  void run(Take take) {
    std::vector<Row> rows;
    State state;
    while (reader_.more() && budget_.spend(1)) {
      auto op = static_cast<uint8_t>(reader_.number(1));
      if (op >= opcode_base_) {
        uint64_t adjusted = op - opcode_base_;
        state.address += adjusted / line_range_ * least_instruction_;
        state.line += static_cast<uint64_t>(line_base_) + adjusted % line_range_;
        rows.push_back({state.address, state.file, state.line});
      } else if (op == kLineExtended) {
        if (extended(state)) {
          rows.push_back({state.address, state.file, 0});
          take(rows);
          rows.clear();
          state = State();
        }
      } else {
        standard(op, state, rows);
      }
      if (rows.size() > 1 && !budget_.spend(sizeof(Row))) return;
    }
  }

 private:
  struct State {
    uint64_t address = 0, file = 1, line = 1;
  };

  bool read_header() {
    context_.version = static_cast<int>(reader_.number(2));
    if (context_.version < 2 || context_.version > 5) return false;
    if (context_.version >= 5) {
      context_.address_size = static_cast<int>(reader_.number(1));
      reader_.number(1);  // segment selectors: there are none
      if (context_.address_size != 4 && context_.address_size != 8) return false;
    }
    uint64_t header = reader_.number(context_.offset_size);
    const uint64_t program = reader_.at() + header;
    least_instruction_ = reader_.number(1);
    if (context_.version >= 4) reader_.number(1);  // operations of a long instruction word: one
    reader_.number(1);                             // is_stmt
    line_base_ = static_cast<int8_t>(reader_.number(1));
    line_range_ = reader_.number(1);
    opcode_base_ = reader_.number(1);
    if (line_range_ == 0 || opcode_base_ == 0 || !reader_.good()) return false;
    for (uint64_t op = 1; op < opcode_base_; op++)
      operands_.push_back(static_cast<uint8_t>(reader_.number(1)));
    if (context_.version >= 5) {
      read_tables();
    } else {
      read_old_tables();
    }
    if (!reader_.good() || program < reader_.at()) return false;
    reader_.seek(program);
    return reader_.good();
  }

  void read_old_tables() {
    folders_.emplace_back();  // 0: where the compiler ran
    while (reader_.more()) {
      std::string_view folder = reader_.text();
      if (folder.empty() || !budget_.spend(sizeof(std::string) + folder.size())) break;
      folders_.emplace_back(folder);
    }
    files_.emplace_back();  // numbers begin at 1
    while (reader_.more()) {
      std::string_view name = reader_.text();
      if (name.empty() || !budget_.spend(sizeof(FileEntry) + name.size())) break;
      uint64_t folder = reader_.unsigned_leb();
      reader_.unsigned_leb();  // time
      reader_.unsigned_leb();  // size
      files_.push_back({std::string(name), folder});
    }
  }

  std::vector<FileEntry> read_table() {
    std::vector<std::pair<uint64_t, uint64_t>> format;
    for (uint64_t n = reader_.number(1); n > 0; n--) {
      uint64_t type = reader_.unsigned_leb();
      format.emplace_back(type, reader_.unsigned_leb());
    }
    std::vector<FileEntry> out;
    for (uint64_t n = reader_.unsigned_leb(); n > 0 && reader_.more() && !format.empty(); n--) {
      FileEntry entry;
      for (auto [type, form] : format) {
        Value value = read_form(reader_, form, 0, context_);
        if (type == kPath) entry.name = std::string(value.text.substr(0, 1000));
        if (type == kFolderIndex) entry.folder = value.number;
      }
      if (!reader_.good() || !budget_.spend(sizeof entry + entry.name.size())) break;
      out.push_back(std::move(entry));
    }
    return out;
  }

  void read_tables() {
    for (FileEntry& folder : read_table()) folders_.push_back(std::move(folder.name));
    files_ = read_table();
  }

  void standard(uint8_t op, State& state, std::vector<Row>& rows) {
    switch (op) {
      case kLineCopy:
        rows.push_back({state.address, state.file, state.line});
        break;
      case kLineAdvancePc:
        state.address += reader_.unsigned_leb() * least_instruction_;
        break;
      case kLineAdvanceLine:
        state.line += static_cast<uint64_t>(reader_.signed_leb());
        break;
      case kLineSetFile:
        state.file = reader_.unsigned_leb();
        break;
      case kLineConstAddPc:
        state.address += (255 - opcode_base_) / line_range_ * least_instruction_;
        break;
      case kLineFixedAdvancePc:
        state.address += reader_.number(2);
        break;
      default:  // is_stmt, columns and what is not known: passed over
        for (int i = 0; i < operands_[op - 1u]; i++) reader_.unsigned_leb();
    }
  }

  // True at the end of a sequence.
  bool extended(State& state) {
    uint64_t size = reader_.unsigned_leb();
    ByteReader body(reader_.bytes(size));
    auto op = static_cast<uint8_t>(body.number(1));
    if (op == kLineSetAddress)
      state.address = body.number(static_cast<int>(std::min<uint64_t>(body.left(), 8)));
    if (op == kLineDefineFile && context_.version < 5) {
      std::string_view name = body.text();
      if (budget_.spend(sizeof(FileEntry) + name.size()))
        files_.push_back({std::string(name), body.unsigned_leb()});
    }
    return op == kLineEndSequence;
  }

  FormContext context_;
  ByteReader reader_;
  Budget& budget_;
  bool good_ = false;
  uint64_t least_instruction_ = 1, line_range_ = 1, opcode_base_ = 1;
  int8_t line_base_ = 0;
  std::vector<uint8_t> operands_;
  std::vector<std::string> folders_;
  std::vector<FileEntry> files_;
};

void keep_sequence(const std::vector<Row>& rows, const std::vector<uint32_t>& files, Program& program) {
  const size_t first = program.lines.size();
  for (const Row& row : rows) {
    bool known =
        row.line != 0 && row.line <= UINT32_MAX && row.file < files.size() && files[row.file] != kNone;
    LineRow line{row.address, known ? files[row.file] : 0, known ? static_cast<uint32_t>(row.line) : 0};
    if (program.lines.size() > first) {
      LineRow& last = program.lines.back();
      if (last.address == line.address) {
        last = line;  // of rows with one address the last one holds
        continue;
      }
      if (last.address > line.address) continue;
      if (last.file == line.file && last.line == line.line) continue;
    }
    program.lines.push_back(line);
  }
}

}  // namespace

LineFiles read_lines(const DebugBytes& sections, const std::map<uint64_t, std::string>& folders,
                     const std::function<bool(uint64_t)>& is_code, Program& program, Budget& budget) {
  LineFiles all;
  std::map<std::string, uint32_t> known;
  for (size_t i = 0; i < program.files.size(); i++) known.emplace(program.files[i], static_cast<uint32_t>(i));
  ByteReader units(sections.line);
  while (units.more() && !budget.empty()) {
    const uint64_t offset = units.at();
    LineProgram lines(units, sections, budget);
    if (!lines.good()) continue;
    auto folder = folders.find(offset);
    std::vector<std::vector<Row>> sequences;
    lines.run([&](const std::vector<Row>& rows) {
      if (is_code(rows.front().address)) sequences.push_back(rows);
    });
    std::vector<uint32_t> files;
    for (std::string& name : lines.names(folder == folders.end() ? "" : folder->second)) {
      bool fits = !name.empty() && budget.spend(name.size());
      files.push_back(fits ? file_index(program, known, std::move(name)) : kNone);
    }
    for (const std::vector<Row>& rows : sequences) keep_sequence(rows, files, program);
    all.emplace(offset, std::move(files));
  }
  return all;
}

std::string join_path(std::string_view folder, std::string_view name) {
  if (folder.empty() || name.starts_with('/')) return std::string(name);
  if (name.empty()) return std::string(folder);
  return std::string(folder) + (folder.ends_with('/') ? "" : "/") + std::string(name);
}

uint32_t file_index(Program& program, std::map<std::string, uint32_t>& known, std::string name) {
  auto [at, added] = known.emplace(name, static_cast<uint32_t>(program.files.size()));
  if (added) program.files.push_back(std::move(name));
  return at->second;
}

}  // namespace trapdoor::dwarf
