#include "cloud/store/commit_pages.h"

#include <algorithm>

namespace bellwether::cloud::store {
namespace {

// The engine's own tree of the pages that it may use again.
constexpr MDB_dbi kFreePages = 0;
// What a commit adds to it beside the numbers of the pages it freed: more than its depth.
constexpr std::uint64_t kPagesOfFreeList = 16;

constexpr std::uint64_t kListEntry = sizeof(std::size_t);

// mdb.c: a page's header, a node's, and an entry of a page's index.
constexpr std::uint64_t kPageHeader = 16;
constexpr std::uint64_t kNodeHeader = 8;
constexpr std::uint64_t kIndexEntry = 2;

std::uint64_t pages_of(const MDB_stat& tree) {
  return tree.ms_branch_pages + tree.ms_leaf_pages;
}

}  // namespace

CommitPages::CommitPages(MDB_txn* transaction, MDB_dbi records, std::uint64_t used_bytes)
    : records_(records) {
  MDB_stat free;
  mdb_stat(transaction, kFreePages, &free);
  page_bytes_ = free.ms_psize;
  const std::uint64_t listed = pages_of(free) + free.ms_overflow_pages;
  // Were every page freed, each would be a number in the list.
  fixed_bytes_ = used_bytes + used_bytes / page_bytes_ * kListEntry +
                 (2 * listed + kPagesOfFreeList) * page_bytes_;
}

std::uint64_t CommitPages::bytes_after(MDB_txn* transaction, std::size_t record_bytes) {
  MDB_stat tree;
  mdb_stat(transaction, records_, &tree);
  // A root that is given up is the one page of a tree that is not taken again within the commit.
  if (tree.ms_depth < depth_) abandoned_pages_ += depth_ - tree.ms_depth;
  depth_ = tree.ms_depth;
  // A change copies the pages on its way to a record and may split each; the tree may grow a level
  // meanwhile. But a page is copied once a commit, so that all changes together take no more pages
  // than the tree has at its largest.
  const std::uint64_t by_this_change = 2 * (std::uint64_t{tree.ms_depth} + 2);
  by_changes_ += by_this_change;
  tree_pages_ = std::max(tree_pages_, pages_of(tree));
  const std::uint64_t in_tree =
      std::min(by_changes_, tree_pages_ + abandoned_pages_ + by_this_change);
  const std::uint64_t largest_node = (page_bytes_ - kPageHeader) / 2 - kIndexEntry;
  if (record_bytes + kNodeHeader > largest_node) {
    value_pages_ += (record_bytes + kPageHeader) / page_bytes_ + 1;
  }
  return fixed_bytes_ + in_tree * page_bytes_ + value_pages_ * (page_bytes_ + kListEntry);
}

}  // namespace bellwether::cloud::store
