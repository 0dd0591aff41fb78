// Work on a table that may take more than one commit: erasing what a table or an index left behind,
// filling a new index, noting when the items that are there expire; and the end of a change that
// takes its time, as AWS's do.
//
// The first part is done in the commit that makes the work necessary, so that small tables are done
// at once. The rest has a record in the store, and goes on in parts after it, also after a restart.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/types.h"
#include "cloud/core/context.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

struct Job {
  // On disk.
  enum class Kind : char {
    erase = 'x',
    fill_index = 'i',
    fill_expiries = 't',
    activate = 'a',  // the table is ACTIVE, and then the index, if there is one, is filled
    drop = 'd',      // the table is gone, and then its items are erased
  };
  Kind kind = Kind::erase;

  // erase: what the keys begin with.
  std::vector<std::string> ranges{};

  // All others: of the table of this name, as long as it has this number.
  std::string table{};
  std::uint64_t table_number = 0;
  std::uint64_t index = 0;  // fill_index, activate
  std::string after{};      // the primary key of the last item that is done, or empty

  friend bool operator==(const Job&, const Job&) = default;
};

std::string encode_job(const Job& job);
// Throws std::runtime_error when the bytes are no job: the store is broken.
Job decode_job(std::string_view bytes);

// The first part; the rest is left to the background. The table's record, which says what to fill,
// is written already.
void begin(store::Transaction& transaction, const Scope& scope, Job job);

// The same after a delay; at once, when there is none.
void begin_later(store::Transaction& transaction, const Scope& scope, Job job, aws::Timestamp now,
                 std::chrono::milliseconds delay);
bool has_due_jobs(const store::Snapshot& snapshot, const Scope& scope, aws::Timestamp now);
// Begins the first job that is due; false when there is none.
bool begin_due(store::Transaction& transaction, const Scope& scope, aws::Timestamp now);

// A part of the oldest work of the account in the region; false when there is none.
bool continue_oldest(store::Transaction& transaction, const Scope& scope);
bool has_jobs(const store::Snapshot& snapshot, const Scope& scope);

// Whether the expiries of a table that has no time to live any more are still being erased.
bool is_erasing(const store::Transaction& transaction, const Scope& scope, std::string_view range);

}  // namespace bellwether::cloud::dynamodb
