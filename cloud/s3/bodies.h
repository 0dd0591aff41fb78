// Where the bytes of objects lie that are too large for their record: one file a body.
//
// A body is written beside, referred to by a commit, and only then put where it stays, so that a
// process killed at any moment leaves either a body that the store refers to, or one that the next
// start finds among the few incoming ones and removes. What is no longer referred to is removed
// after the commit that says so; whoever has it open reads on. Counting references is the store's
// part: body_references.h.
//
// Everything here blocks but for open_at_once(): call it from a worker. Thread-safe, but for one
// IncomingBody.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "aws/core/error.h"
#include "cloud/core/body.h"
#include "cloud/s3/body_id.h"

namespace bellwether::cloud::s3 {

class Bodies;

// A body that is being written. Its space is given back when it is destroyed, unless the store may
// refer to it.
class IncomingBody {
 public:
  // `base`: where in the file the body begins; `most`: how long it may become.
  IncomingBody(Bodies& bodies, BodyId id, std::shared_ptr<const File> file, std::uint64_t base,
               std::uint64_t most);
  IncomingBody(const IncomingBody&) = delete;
  IncomingBody& operator=(const IncomingBody&) = delete;
  ~IncomingBody();

  // EntityTooLarge beyond what was announced, InsufficientStorage when the disk is full. The bytes
  // are with the kernel when this returns, so memory does not grow with the body.
  aws::Result<aws::Unit> append(std::string_view bytes);
  // After the last byte.
  aws::Result<aws::Unit> finish();

  // Around the commit that refers to it; none of them blocks. Whoever does not come to know how the
  // commit went, because the process ends, leaves the body to the next start.
  void commit_begins() { given_away_ = true; }
  void committed();
  void refused() { given_away_ = false; }

  std::uint64_t size() const { return size_; }
  Segment segment() const { return {.body = id_, .offset = 0, .length = size_}; }

 private:
  Bodies& bodies_;
  BodyId id_;
  std::shared_ptr<const File> file_;
  std::uint64_t base_;
  std::uint64_t most_;
  std::uint64_t size_ = 0;
  bool given_away_ = false;
};

class Bodies {
 public:
  virtual ~Bodies() = default;

  // `most`: the body will not be larger.
  virtual aws::Result<std::unique_ptr<IncomingBody>> create(std::uint64_t most) = 0;
  // The segment's bytes; nothing when the body is gone, SlowDown when there are too many open
  // files.
  virtual aws::Result<std::optional<FileRange>> open(const Segment& segment) = 0;
  // The same without blocking. Nothing whenever that cannot be: open() then does it, or says why
  // not.
  virtual std::optional<FileRange> open_at_once(const Segment& segment) = 0;
  // No longer referred to. Nothing happens when it is gone already.
  virtual void remove(BodyId id) = 0;
  // Before anything else, once: what was incoming when the last process ended is kept where the
  // store refers to it, and removed elsewhere.
  virtual void recover(const std::function<bool(BodyId)>& is_referred_to) = 0;

 private:
  friend class IncomingBody;
  virtual aws::Result<aws::Unit> make_durable(const File& file) = 0;
  virtual void keep(BodyId id) = 0;
};

// Files in `folder`, made when it is missing. `sync`: what finish() answered survives the end of
// the machine. Both arguments outlive the bodies.
std::unique_ptr<Bodies> make_folder_bodies(const std::filesystem::path& folder, bool sync,
                                           Random& random);

// One file without a name for all, gone with the process however it ends.
std::unique_ptr<Bodies> make_nameless_bodies(Random& random);

// What an error number of a write or open means to a client.
aws::Error body_error(int error);

}  // namespace bellwether::cloud::s3
