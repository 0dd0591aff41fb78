// Writes groups, streams and events inside one store transaction.
//
// Records of the groups and streams it touches are read once and written back once, by finish():
// a burst of lines of one stream costs two keys a line and two records a burst.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "cloud/core/context.h"
#include "cloud/logs/record.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::logs {

class Writer {
 public:
  explicit Writer(store::Transaction& transaction) : transaction_(transaction) {}

  // Null when there is none.
  GroupRecord* find_group(const Scope& scope, std::string_view name);
  StreamRecord* find_stream(const Scope& scope, const GroupRecord& group, std::string_view name);

  // The caller has looked: there is none of that name.
  GroupRecord& create_group(const Scope& scope, std::string_view name, GroupRecord group);
  StreamRecord& create_stream(const Scope& scope, GroupRecord& group, std::string_view name,
                              std::uint64_t created);

  void append(const Scope& scope, GroupRecord& group, StreamRecord& stream, std::uint64_t time,
              std::uint64_t ingested, std::string_view message);

  // Must be called last, when anything was created or appended.
  void finish();

 private:
  store::Transaction& transaction_;
  // By key; the nodes stay where they are, so callers may hold pointers until finish().
  std::map<std::string, GroupRecord, std::less<>> groups_;
  std::map<std::string, StreamRecord, std::less<>> streams_;
};

// What AWS adds to a message when it counts bytes.
inline constexpr std::uint64_t kEventOverhead = 26;

}  // namespace bellwether::cloud::logs
