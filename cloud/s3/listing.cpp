#include "cloud/s3/listing.h"

#include <algorithm>

#include "cloud/s3/keys.h"

namespace bellwether::cloud::s3 {
namespace {

// Goes over the objects of a bucket.
class ObjectWalk {
 public:
  ObjectWalk(const store::Snapshot& snapshot, std::string_view bucket, const ListQuery& query)
      : bucket_(bucket),
        all_(keys::objects(bucket).bytes()),
        after_(query.after),
        cursor_(snapshot.from(keys::object(bucket, std::max(query.prefix, query.after)))) {}

  // False at the end of the bucket.
  bool read() {
    if (!cursor_.valid() || !cursor_.key().starts_with(all_)) return false;
    key_ = cursor_.key().substr(all_.size());
    return true;
  }
  const std::string& key() const { return key_; }
  std::string_view record() const { return cursor_.value(); }
  bool was_answered() const { return key_ == after_; }
  void next() { cursor_.next(); }
  void skip(std::string_view prefix) { cursor_.seek(keys::objects(bucket_).raw(prefix).end()); }

 private:
  std::string_view bucket_;
  std::string all_;
  std::string_view after_;
  store::Cursor cursor_;
  std::string key_;
};

// The keys of all uploads of objects whose keys begin with `prefix` begin with this.
store::Key uploads_below(std::string_view bucket, std::string_view prefix) {
  const std::string end = store::Key(store::Owner::s3).text("").bytes().substr(1);
  const std::string ended = keys::uploads(bucket, prefix).bytes();
  return store::Key(store::Owner::s3)
      .raw(std::string_view(ended).substr(1, ended.size() - 1 - end.size()));
}

// Goes over the uploads of a bucket.
class UploadWalk {
 public:
  UploadWalk(const store::Snapshot& snapshot, std::string_view bucket, const UploadQuery& query)
      : bucket_(bucket),
        all_(keys::uploads(bucket).bytes()),
        query_(query),
        cursor_(snapshot.from(first())) {}

  bool read() {
    if (!cursor_.valid() || !cursor_.key().starts_with(all_)) return false;
    store::KeyReader reader(cursor_.key().substr(all_.size()));
    if (!reader.text(key_)) return false;
    id_ = reader.rest();
    return true;
  }
  const std::string& key() const { return key_; }
  const std::string& id() const { return id_; }
  std::string_view record() const { return cursor_.value(); }
  bool was_answered() const { return key_ == query_.keys.after && id_ == query_.upload; }
  void next() { cursor_.next(); }
  void skip(std::string_view prefix) { cursor_.seek(uploads_below(bucket_, prefix).end()); }

 private:
  std::string first() const {
    const ListQuery& keys = query_.keys;
    if (keys.after.empty() || keys.after < keys.prefix) {
      return uploads_below(bucket_, keys.prefix).bytes();
    }
    if (query_.upload.empty()) return keys::uploads(bucket_, keys.after).end();
    return keys::upload(bucket_, keys.after, query_.upload).bytes();
  }

  std::string_view bucket_;
  std::string all_;
  const UploadQuery& query_;
  store::Cursor cursor_;
  std::string key_;
  std::string id_;
};

// Gives `take` what is not rolled up, until the page is full.
template <class Walk, class Take>
void fill(ListPage& page, Walk& walk, const ListQuery& query, Take take) {
  std::size_t taken = 0;
  while (query.limit > 0 && walk.read() && walk.key().starts_with(query.prefix)) {
    const std::string rolled(common_prefix(walk.key(), query.prefix, query.delimiter));
    if (!rolled.empty() && !query.after.empty() && rolled <= query.after) {
      walk.skip(rolled);
      continue;
    }
    if (rolled.empty() && walk.was_answered()) {
      walk.next();
      continue;
    }
    if (taken++ == query.limit) {
      page.truncated = true;
      return;
    }
    page.next = rolled.empty() ? walk.key() : rolled;
    if (rolled.empty()) {
      take(walk);
      walk.next();
    } else {
      page.common_prefixes.push_back(rolled);
      walk.skip(rolled);
    }
  }
}

}  // namespace

std::string_view common_prefix(std::string_view key, std::string_view prefix,
                               std::string_view delimiter) {
  if (delimiter.empty()) return {};
  const auto at = key.find(delimiter, prefix.size());
  return at == std::string_view::npos ? std::string_view{} : key.substr(0, at + delimiter.size());
}

ObjectListing list_objects(const store::Snapshot& snapshot, std::string_view bucket,
                           const ListQuery& query) {
  ObjectListing listing;
  ObjectWalk walk(snapshot, bucket, query);
  fill(listing, walk, query, [&](const ObjectWalk& at) {
    listing.objects.push_back({.key = at.key(), .head = decode_head(at.record())});
  });
  return listing;
}

UploadListing list_uploads(const store::Snapshot& snapshot, std::string_view bucket,
                           const UploadQuery& query) {
  UploadListing listing;
  UploadWalk walk(snapshot, bucket, query);
  fill(listing, walk, query.keys, [&](const UploadWalk& at) {
    listing.uploads.push_back({.key = at.key(), .id = at.id(), .head = decode_head(at.record())});
  });
  // Only an upload that was the last answered has an id to go on behind.
  const bool ends_with_upload =
      !listing.uploads.empty() && listing.uploads.back().key == listing.next;
  if (ends_with_upload) listing.next_upload = listing.uploads.back().id;
  return listing;
}

}  // namespace bellwether::cloud::s3
