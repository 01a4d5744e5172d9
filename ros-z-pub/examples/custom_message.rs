//! A message of one's own, with a struct in it, published and received.
//!
//! ```bash
//! cargo run --release --example custom_message
//! ```

use ros_z_msgs::std_msgs::Header;
use ros_z_pub::prelude::*;

/// `demo_msgs/msg/Track.msg`
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Track")]
struct Track {
    id: u32,
    position: [f64; 3],
    /// `string<=16 label`
    #[shm(max_len = 16)]
    label: String,
}

/// `demo_msgs/msg/Tracks.msg`
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Tracks")]
struct Tracks {
    header: Header,
    tracks: Vec<Track>,
}

fn main() -> ros_z_pub::Result<()> {
    ros_z_pub::init_log();
    println!("{} {}", Tracks::type_name(), Tracks::type_hash());

    let ctx = ZContextBuilder::default().with_shm_pool_size(1 << 20)?.build()?;
    let node = ctx.create_node("tracker").build()?;
    let subscriber = node.create_sub::<Tracks>("tracks").build()?;
    let publisher = node.create_pub::<Tracks>("tracks").build()?;

    for count in [1, 100] {
        let track = |id| Track { id, position: [f64::from(id); 3], label: format!("car {id}") };
        let header = Header { frame_id: "map".into(), ..Default::default() };
        let tracks = Tracks { header, tracks: (0..count).map(track).collect() };
        println!("published: {}", publisher.publish(&tracks)?);
        let received = subscriber.recv()?;
        println!("received: {} tracks, equal: {}", received.tracks.len(), *received == tracks);
    }

    let long = Track { label: "longer than sixteen".into(), ..Default::default() };
    let tracks = Tracks { tracks: vec![long], ..Default::default() };
    if let Err(error) = publisher.publish(&tracks) {
        println!("refused: {error}");
    }
    Ok(())
}
