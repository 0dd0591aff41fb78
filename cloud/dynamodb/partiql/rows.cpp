#include "cloud/dynamodb/partiql/rows.h"

#include <iterator>
#include <utility>

#include "cloud/dynamodb/operations/item_page.h"

namespace bellwether::cloud::dynamodb::partiql {

namespace {

class RowReader {
 public:
  RowReader(const store::Snapshot& snapshot, const RowRequest& request)
      : snapshot_(snapshot),
        request_(request),
        space_(space_of(request.scope, request.table, request.plan.index).bytes()),
        left_(request.limit) {}

  std::optional<Rows> read(const Position& from) {
    const auto& reads = request_.plan.reads;
    if (from.after && from.read >= reads.size()) return std::nullopt;
    for (std::size_t i = from.read; i < reads.size(); ++i) {
      if (bytes_ >= kPageBytes) {
        rows_.next = Position{.read = i, .after = {}};
        break;
      }
      std::optional<std::string> after;
      if (i == from.read && from.after) {
        after = space_ + *from.after;
        if (*after < reads[i].range.begin || *after >= reads[i].range.end) return std::nullopt;
      }
      if (!add(i, std::move(after))) break;
    }
    return std::move(rows_);
  }

 private:
  // False where the page ends with this read.
  bool add(std::size_t i, std::optional<std::string> after) {
    const PlannedRead& read = request_.plan.reads[i];
    static const std::optional<expression::Projection> kWhole;
    Page page = read_page(snapshot_, {.scope = request_.scope,
                                      .table = request_.table,
                                      .index = request_.plan.index,
                                      .range = read.range,
                                      .forward = request_.plan.forward,
                                      .start_after = std::move(after),
                                      .limit = left_,
                                      .filter = read.filter,
                                      .projection = kWhole,
                                      .fetches_items = request_.plan.fetches_items,
                                      .filters_entries = true,
                                      .consistent = request_.consistent,
                                      .max_bytes = kPageBytes - bytes_});
    bytes_ += page.bytes;
    if (left_) *left_ -= page.scanned;
    for (Item& item : page.items) rows_.items.push_back(row(std::move(item)));
    rows_.table_units += page.table_units;
    add_units(page.index_units);
    if (!page.last) return true;
    const auto key = start_key(request_.scope, request_.table, request_.plan.index, *page.last);
    rows_.next = Position{.read = i, .after = key->substr(space_.size())};
    rows_.last = std::move(page.last);
    return false;
  }

  Item row(Item item) const {
    if (request_.select.columns.empty()) return item;
    Item row;
    for (const Column& column : request_.select.columns) {
      if (const auto* value = expression::find(item, column.path)) row.emplace(column.name, *value);
    }
    return row;
  }

  void add_units(const std::vector<IndexUnits>& units) {
    if (rows_.index_units.empty()) {
      rows_.index_units = units;
    } else if (!units.empty()) {
      rows_.index_units.front().units += units.front().units;
    }
  }

  const store::Snapshot& snapshot_;
  const RowRequest& request_;
  const std::string space_;
  std::optional<std::int32_t> left_;
  std::size_t bytes_ = 0;
  Rows rows_;
};

}  // namespace

std::optional<Rows> read_rows(const store::Snapshot& snapshot, const RowRequest& request,
                              const Position& from) {
  return RowReader(snapshot, request).read(from);
}

}  // namespace bellwether::cloud::dynamodb::partiql
