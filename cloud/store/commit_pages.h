// How many pages the engine may need for a commit, known before each of its changes.
#pragma once

#include <cstddef>
#include <cstdint>

#include <lmdb.h>

namespace bellwether::cloud::store {

class CommitPages {
 public:
  // Of a write transaction that has just begun, on a file of which `used_bytes` are in use.
  CommitPages(MDB_txn* transaction, MDB_dbi records, std::uint64_t used_bytes);

  // How far the file may be in use, at most, when the commit ends with the change about to be made:
  // of a record of so many bytes, key and value; 0 for one that is erased.
  std::uint64_t bytes_after(MDB_txn* transaction, std::size_t record_bytes);

 private:
  MDB_dbi records_;
  std::uint64_t page_bytes_ = 0;
  // In use before, and what the list of free pages may take.
  std::uint64_t fixed_bytes_ = 0;
  std::uint64_t by_changes_ = 0;       // pages, were each change alone
  std::uint64_t tree_pages_ = 0;       // the most that the tree had so far
  std::uint64_t abandoned_pages_ = 0;  // new ones that the engine does not use again
  unsigned depth_ = 0;
  // Of values that do not fit into the tree's pages.
  std::uint64_t value_pages_ = 0;
};

}  // namespace bellwether::cloud::store
