// S3's objects over a real store and real files, with a clock that stands still, for tests.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <unistd.h>

#include "aws/checksums/digests.h"
#include "cloud/core/test_run.h"
#include "cloud/s3/errors.h"
#include "cloud/s3/garbage.h"
#include "cloud/s3/keys.h"
#include "cloud/s3/object_store.h"
#include "cloud/s3/object_writer.h"
#include "cloud/s3/uploads.h"
#include "cloud/store/test_folder.h"

namespace bellwether::cloud::s3 {

class S3Test : public testing::Test {
 protected:
  S3Test() { start(); }

  // As a new process would, over the same folder.
  void start() {
    objects_.reset();
    uploads_.reset();
    bodies_.reset();
    store_.reset();
    store_ = store::Store::open({.folder = folder_.path()});
    bodies_ = make_folder_bodies(folder_.path() / "s3", false, random_);
    recover(*store_, *bodies_);
    objects_ = std::make_unique<ObjectStore>(*store_, *bodies_, clock_);
    uploads_ = std::make_unique<Uploads>(*store_, *bodies_, clock_, random_);
  }

  template <class T>
  static T run(Task<T> task) {
    return run_task(std::move(task));
  }

  // "ok", or the error's code.
  template <class T>
  static std::string code_of(const Result<T>& result) {
    return result ? "ok" : result.error().code;
  }

  void make_bucket(const std::string& name, const std::string& account = "1") {
    const Bucket bucket{.account = account, .region = "us-east-1"};
    store_->write_and_wait([&](store::Transaction& transaction) {
      transaction.put(keys::bucket(name), encode(bucket));
    });
  }

  static BucketAccess access(const std::string& bucket = "bucket") {
    return {.account = "1", .bucket = bucket};
  }

  std::unique_ptr<IncomingBody> body(std::string_view bytes) {
    auto made = bodies_->create(bytes.size());
    EXPECT_TRUE(made);
    EXPECT_TRUE((*made)->append(bytes));
    EXPECT_TRUE((*made)->finish());
    return std::move(*made);
  }

  static std::string md5(std::string_view bytes) {
    return aws::hex(aws::digest_of<aws::Md5>(bytes));
  }

  // In the record, or in a body.
  NewObject object(std::string_view bytes, bool in_record) {
    NewObject made;
    made.object.size = bytes.size();
    made.object.etag = md5(bytes);
    if (in_record) {
      made.bytes = bytes;
    } else {
      made.body = body(bytes);
    }
    return made;
  }

  std::string put(const std::string& key, std::string_view bytes, bool in_record = false,
                  const WriteConditions& conditions = {}) {
    NewObject made = object(bytes, in_record);
    made.conditions = conditions;
    return code_of(run(objects_->put(access(), key, std::move(made))));
  }

  static std::string read(const OpenObject& opened) {
    std::string bytes = opened.bytes;
    for (const FileRange& range : opened.files) {
      std::string piece(range.length, '\0');
      const auto got = ::pread(range.file->descriptor(), piece.data(), piece.size(),
                               static_cast<off_t>(range.offset));
      bytes += piece.substr(0, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    return bytes;
  }

  Result<OpenObject> open(const std::string& key, std::optional<ByteRange> range = {}) {
    return objects_->open(access(), key,
                          [&](const Object&) -> Result<std::optional<ByteRange>> { return range; });
  }

  // Its bytes, or the error's code.
  std::string get(const std::string& key, std::optional<ByteRange> range = {}) {
    const auto opened = open(key, range);
    return opened ? read(*opened) : opened.error().code;
  }

  std::string erase(const std::string& key) {
    const auto answers = run(objects_->erase(access(), {{.key = key}}));
    return answers ? code_of(answers->front()) : answers.error().code;
  }

  // Below the folder of the bodies.
  std::size_t files(const std::string& below = "") {
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(folder_.path() / "s3" / below)) {
      if (entry.is_regular_file()) ++count;
    }
    return count;
  }

  std::size_t records(const store::Key& prefix) {
    std::size_t count = 0;
    const auto snapshot = store_->read();
    auto cursor = snapshot.from(prefix);
    for (; cursor.valid() && cursor.key().starts_with(prefix.bytes()); cursor.next()) ++count;
    return count;
  }

  store::TestFolder folder_;
  ManualClock clock_{aws::Timestamp(std::chrono::milliseconds(1'700'000'000'500))};
  SystemRandom random_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Bodies> bodies_;
  std::unique_ptr<ObjectStore> objects_;
  std::unique_ptr<Uploads> uploads_;
};

}  // namespace bellwether::cloud::s3
