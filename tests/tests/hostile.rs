//! Neighbours that send anything under the key of a topic: a subscriber stays up, counts it, and
//! its memory stays as it is.

use ros_z_msgs::std_msgs::String as Text;
use ros_z_msgs::tf2_msgs::TFMessage;
use ros_z_pub::{Builder, ZNode, ZPublisher, ZSubscriber};
use ros_z_tests::memory;
use ros_z_tests::process::{DEADLINE, context, endpoint, session_without_shm, wait_until};
use shm_cdr::ShmMessage;
use zenoh::pubsub::Publisher;
use zenoh::{Session, Wait};

/// How many of each kind.
const MANY: u64 = 100_000;

/// What the subscriber may grow by, in bytes: its queues are full at the beginning.
const GROWTH: usize = 24 << 20;

struct Neighbours {
    _session: Session,
    raw: Publisher<'static>,
    subscriber: ZSubscriber<TFMessage>,
    publisher: ZPublisher<TFMessage>,
    callback: ros_z_pub::ZCallbackSubscriber,
    _node: ZNode,
}

fn neighbours() -> Neighbours {
    let ctx = context().build().unwrap();
    let node = ctx.create_node("node").build().unwrap();
    let subscriber = node.create_sub::<TFMessage>("tf").build().unwrap();
    let callback = node.create_sub::<TFMessage>("tf").build_with_callback(|_| {}).unwrap();
    let publisher = node.create_pub::<TFMessage>("tf").build().unwrap();
    let session = session_without_shm(&endpoint(&ctx)).unwrap();
    let key = publisher.key_expr().to_owned();
    let raw = session.declare_publisher(key);
    let raw = raw.congestion_control(zenoh::qos::CongestionControl::Block).wait().unwrap();
    wait_until("a route", || raw.matching_status().wait().unwrap().matching());
    Neighbours { _session: session, raw, subscriber, publisher, callback, _node: node }
}

impl Neighbours {
    /// Sends so many, and lets the subscriber take all that it gets of them.
    fn flood(&self, send: impl Fn(&Publisher<'static>, u64)) {
        let before = self.seen();
        for number in 0..MANY {
            send(&self.raw, number);
            let _ = self.subscriber.try_recv();
        }
        wait_until("all of them", || {
            let _ = self.subscriber.try_recv();
            self.seen() - before >= MANY
        });
        while !matches!(self.subscriber.try_recv(), Ok(None)) {}
        // It is as good as new.
        self.publisher.publish(&TFMessage::default()).unwrap();
        let message = self.subscriber.recv_timeout(DEADLINE).unwrap().expect("a message");
        assert!(message.transforms.is_empty());
    }

    fn seen(&self) -> u64 {
        let stats = self.subscriber.stats();
        stats.received().messages + stats.deletions
    }
}

fn attachment(number: i64, time: i64, gid: u128) -> Vec<u8> {
    let mut bytes = Vec::from(number.to_le_bytes());
    bytes.extend(time.to_le_bytes());
    bytes.push(16);
    bytes.extend(gid.to_le_bytes());
    bytes
}

// A generator of numbers that are different and the same in each run.
fn wild(number: u64) -> u64 {
    let mut bits = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (number >> 7);
    bits ^= bits >> 31;
    bits.wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

#[test]
fn a_subscriber_outlives_a_flood_of_anything() {
    let it = neighbours();
    let good = TFMessage::default().to_cdr().unwrap();
    let text = Text { data: "a string, and no transforms".into() }.to_cdr().unwrap();
    let put = |raw: &Publisher<'static>, payload: Vec<u8>| raw.put(payload).wait().unwrap();
    // The first ones fill what stays as large.
    it.flood(|raw, number| put(raw, wild(number).to_le_bytes()[..(number % 9) as usize].into()));
    let before = memory::resident();

    // Noise with a header, lengths of everything.
    it.flood(|raw, number| {
        let mut payload = vec![0, (number % 4) as u8, 0, 0];
        payload.extend((0..8).flat_map(|part| wild(number * 8 + part).to_le_bytes()));
        put(raw, payload);
    });
    it.flood(|raw, number| {
        let len = [u32::MAX, 1 << 31, 1 << 20, 0x00ff_ffff][number as usize % 4];
        let mut payload = vec![0, 1, 0, 0];
        payload.extend(len.to_le_bytes());
        payload.extend([0; 20]);
        put(raw, payload);
    });
    // Another type under the key.
    it.flood(|raw, _| put(raw, text.clone()));
    // Attachments of no kind, and all kinds.
    it.flood(|raw, number| {
        let noise = vec![number as u8; number as usize % 70];
        raw.put(good.clone()).attachment(noise).wait().unwrap();
    });
    let lost = it.subscriber.lost();
    it.flood(|raw, number| {
        let forged = attachment(wild(number) as i64, wild(number + 1) as i64, wild(number).into());
        raw.put(good.clone()).attachment(forged).wait().unwrap();
    });
    // One identity, its numbers near the end, at the beginning, and back.
    it.flood(|raw, number| {
        let numbers = [i64::MAX, i64::MIN, i64::MAX - 1, 1, 0, -1];
        let forged = attachment(numbers[number as usize % 6], number as i64, 7);
        raw.put(good.clone()).attachment(forged).wait().unwrap();
    });
    assert_eq!(it.subscriber.lost(), lost, "{}", it.subscriber.stats());
    it.flood(|raw, _| raw.delete().wait().unwrap());

    let grown = memory::resident().saturating_sub(before);
    assert!(grown < GROWTH, "{grown}");
    for stats in [it.subscriber.stats(), it.callback.stats()] {
        assert_eq!(stats.deletions, MANY, "{stats}");
        assert!(stats.received().messages > 7 * MANY, "{stats}");
        assert!(stats.undecodable.messages > 0 && stats.last_error.is_some(), "{stats}");
        assert_eq!(stats.callback_panics, 0);
    }
}
