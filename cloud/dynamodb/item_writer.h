// The one way items change: the item, its index entries, its time to live, the table's totals and
// the stream's record, all in one commit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/core/types.h"
#include "cloud/core/context.h"
#include "cloud/dynamodb/capacity.h"
#include "cloud/dynamodb/expression/condition.h"
#include "cloud/dynamodb/expression/update.h"
#include "cloud/dynamodb/item.h"
#include "cloud/dynamodb/streams/change_record.h"
#include "cloud/dynamodb/table.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// One write of one item, checked as far as that goes without the store. Owns what it needs, because
// it runs in the store's writer.
struct ItemWrite {
  enum class Kind { put, update, erase, check };
  // AWS's ReturnValue.
  enum class Returns { nothing, all_old, updated_old, all_new, updated_new };

  Kind kind = Kind::put;
  std::string table;
  Item item;              // put: the item; otherwise its key
  std::string encoded{};  // put: the item as it is stored
  std::optional<expression::Update> update{};
  std::optional<expression::Condition> condition{};
  std::vector<std::string> entered{};  // expression::Compiler::entered
  Returns returns = Returns::nothing;
  bool return_old_on_failure = false;
};

struct ItemWritten {
  std::optional<Item> attributes;  // what ItemWrite::returns asks for, if there is any
  std::size_t bytes = 0;           // the larger of the old and the new item: what is billed
  std::vector<IndexUnits> indexes;
  // The partition key, where the items of one are a collection: the table has a local index.
  std::optional<Item> collection;
};

// The writes of one commit, of one account and region. Decide all of them, write them, finish; when
// a decision is a refusal, write none.
class ItemWriter {
  struct OpenTable;

 public:
  // Everything must outlive the writer.
  ItemWriter(store::Transaction& transaction, const Scope& scope, aws::Timestamp now,
             ChangedBy by = ChangedBy::request);
  ~ItemWriter();
  ItemWriter(const ItemWriter&) = delete;
  ItemWriter& operator=(const ItemWriter&) = delete;

  // What a write will do. Refers to the ItemWrite.
  class Decision {
   public:
    std::string_view primary_key() const { return primary; }

   private:
    friend ItemWriter;
    OpenTable* table = nullptr;
    const ItemWrite* write = nullptr;
    std::string primary;
    bool had = false;
    std::size_t old_bytes = 0;
    std::optional<Item> old;  // decoded where something depends on it
    std::string old_encoded;  // where an index may have a copy
    std::optional<Item> now;  // of an update; nothing where it makes no item
    std::string now_encoded;
  };

  // The primary key that a write is about, or nothing where decide() would refuse it.
  std::optional<std::string> locate(const ItemWrite& write);

  // Of decide()'s refusals, the one of an empty key of the table or of an index: a transaction is
  // refused for it as a whole.
  std::optional<aws::Error> check_keys_not_empty(const ItemWrite& write);

  Result<Decision> decide(const ItemWrite& write);
  ItemWritten write(Decision decision);
  // Writes what is kept once a table: how many items there are, how many records its stream has.
  void finish();

 private:
  Result<OpenTable*> open(const std::string& name);
  void read_old(Decision& decision) const;
  std::optional<aws::Error> decide_update(Decision& decision) const;
  std::vector<IndexUnits> write_indexes(const Decision& decision, const Item* now,
                                        std::string_view encoded);
  void write_expiry(const Decision& decision, const Item* now);
  void write_record(const Decision& decision, const Item* now);

  store::Transaction& transaction_;
  const Scope& scope_;
  const aws::Timestamp now_;
  const ChangedBy by_;
  std::vector<std::unique_ptr<OpenTable>> tables_;
};

}  // namespace bellwether::cloud::dynamodb
